package dev.regauge.scheduler.checkpoint;

import dev.regauge.scheduler.json.InvalidJson;
import dev.regauge.scheduler.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One entry of a commit log, and how it is read from parsed JSON: unknown fields are ignored, an unknown kind is damage. */
public sealed interface LogEntry {
    String FORMAT = "regauge-log/1";

    long sequence();

    /** Rank 0's random id, one per gang and epoch. */
    String writer();

    record Genesis(long sequence, String writer, String jobUid) implements LogEntry {}

    record Fence(long sequence, String writer, long epoch) implements LogEntry {}

    /**
     * @param digests two uint32 per leaf of the state
     * @param productiveSeconds since the start of the commit's epoch
     */
    record Commit(
            long sequence,
            String writer,
            Checkpoint checkpoint,
            @Nullable Checkpoint parent,
            String manifestDigest,
            List<LeafDigest> digests,
            double productiveSeconds)
            implements LogEntry {
        public Commit {
            digests = List.copyOf(digests);
        }
    }

    /** {@code checkpoint} is given up; its epoch need not be the writer's. */
    record Retire(long sequence, String writer, Checkpoint checkpoint) implements LogEntry {}

    /** Hides every commit whose sequence is above {@code after}, in log order before this entry. */
    @SuppressWarnings("JavaLangClash") // the contract's word
    record Void(long sequence, String writer, long after) implements LogEntry {}

    record Closed(long sequence, String writer) implements LogEntry {}

    /** Two unsigned 32-bit hashes of a leaf's bits. */
    record LeafDigest(long first, long second) {}

    static LogEntry read(@Nullable Object parsed) {
        try {
            return entry(JsonObject.of("entry", parsed));
        } catch (InvalidJson e) {
            throw new LogDamaged(e.toString(), e);
        }
    }

    private static LogEntry entry(JsonObject json) {
        long sequence = atLeast(json, "sequence", 0);
        String writer = text(json, "writer");
        return switch (json.string("kind")) {
            case "Genesis" -> {
                if (!json.string("format").equals(FORMAT)) {
                    throw json.invalid("format", FORMAT);
                }
                yield new Genesis(sequence, writer, text(json, "jobUid"));
            }
            case "Fence" -> new Fence(sequence, writer, atLeast(json, "epoch", 1));
            case "Commit" -> commit(json, sequence, writer);
            case "Retire" -> new Retire(sequence, writer, checkpoint(json));
            case "Void" -> new Void(sequence, writer, atLeast(json, "after", 0));
            case "Closed" -> new Closed(sequence, writer);
            default -> throw json.invalid("kind", "Genesis, Fence, Commit, Retire, Void, Closed");
        };
    }

    private static Commit commit(JsonObject json, long sequence, String writer) {
        JsonObject parent = json.objectOrNull("parent");
        double seconds = json.number("productiveSeconds");
        if (!(seconds >= 0)) {
            throw json.invalid("productiveSeconds", "a number of at least 0");
        }
        return new Commit(
                sequence,
                writer,
                checkpoint(json),
                parent == null ? null : checkpoint(parent),
                text(json, "manifestDigest"),
                digests(json),
                seconds);
    }

    private static List<LeafDigest> digests(JsonObject json) {
        List<LeafDigest> digests = new ArrayList<>();
        for (Object item : json.list("digests")) {
            if (!(item instanceof List<?> pair) || pair.size() != 2) {
                throw json.invalid("digests", "pairs of uint32");
            }
            digests.add(new LeafDigest(uint32(json, pair.get(0)), uint32(json, pair.get(1))));
        }
        return digests;
    }

    private static long uint32(JsonObject json, @Nullable Object value) {
        long number =
                switch (value) {
                    case Integer i -> i;
                    case Long l -> l;
                    case null, default -> -1;
                };
        if (number < 0 || number >= 1L << 32) {
            throw json.invalid("digests", "pairs of uint32");
        }
        return number;
    }

    private static Checkpoint checkpoint(JsonObject json) {
        return new Checkpoint(atLeast(json, "epoch", 1), atLeast(json, "step", 0));
    }

    private static long atLeast(JsonObject json, String field, long least) {
        long value = json.integer(field);
        if (value < least) {
            throw json.invalid(field, "a whole number of at least " + least);
        }
        return value;
    }

    private static String text(JsonObject json, String field) {
        String value = json.string(field);
        if (value.isEmpty()) {
            throw json.invalid(field, "a non-empty string");
        }
        return value;
    }
}
