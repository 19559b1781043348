package dev.regauge.compileservice.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The compile queue. It is not stored anywhere: it is the Executables that wait, by priority, then age. Of equal requests in a namespace only one
 * is compiled at a time; the others find its bundle in the index.
 */
public final class CompileQueue {
    // A namespace whose pods are refused must not keep the others waiting.
    private static final Comparator<Waiting> ORDER = Comparator.comparing(Waiting::refused)
            .thenComparing(Waiting::priority, Comparator.reverseOrder())
            .thenComparing(Waiting::created)
            .thenComparing(Waiting::uid);

    private CompileQueue() {}

    /**
     * An Executable that waits for a slot.
     *
     * @param refused whether its pod was not let in the last time
     */
    public record Waiting(
            String uid,
            String namespace,
            @Nullable String requestKey,
            int priority,
            Instant created,
            boolean refused) {}

    /** An Executable that has a slot. */
    public record Busy(
            String uid, String namespace, @Nullable String requestKey) {}

    /** Whether `uid`, one of the waiting, may start. */
    public static Turn turn(String uid, Collection<Waiting> waiting, Collection<Busy> busy, int slots) {
        Set<String> compiling = new HashSet<>();
        busy.forEach(b -> compiling.add(b.namespace() + " " + b.requestKey()));
        List<Waiting> ahead = new ArrayList<>();
        for (Waiting w : waiting.stream().sorted(ORDER).toList()) {
            boolean first = w.requestKey() == null || compiling.add(w.namespace() + " " + w.requestKey());
            if (w.uid().equals(uid)) {
                return first
                        ? turn(ahead.size(), busy.size(), slots)
                        : new Turn.Later("another Executable compiles the same request; its bundle will be shared");
            }
            if (first) {
                ahead.add(w);
            }
        }
        throw new IllegalArgumentException("Executable " + uid + " is not among the waiting");
    }

    private static Turn turn(int ahead, int busy, int slots) {
        if (busy + ahead < slots) {
            return new Turn.Now();
        }
        return new Turn.Later(busy + " of " + slots + " compile slots are in use");
    }
}
