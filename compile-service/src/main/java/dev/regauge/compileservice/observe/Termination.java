package dev.regauge.compileservice.observe;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.compileservice.decide.Outcome;
import dev.regauge.compileservice.decide.TryState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import java.util.Locale;
import java.util.Objects;

/** What the compiler left behind: its exit code says which outcome, its termination message the rest. */
final class Termination {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_CHARACTERS = 4000;

    private Termination() {}

    static TryState.Ended read(ContainerStateTerminated terminated, String memory) {
        int code = Objects.requireNonNullElse(terminated.getExitCode(), 1);
        if ("OOMKilled".equals(terminated.getReason())) {
            return new TryState.Ended(
                    Outcome.CompilerCrash,
                    "the compiler was killed because it needed more than " + memory + " of memory");
        }
        Outcome outcome = Outcome.ofExitCode(code);
        String left = Objects.requireNonNullElse(terminated.getMessage(), "");
        JsonNode json = parsed(left);
        if (json == null || !json.isObject()) {
            // A compiler that died before it could write its message leaves the end of its log here.
            return new TryState.Ended(outcome, shortened(died(code) + (left.isBlank() ? "" : ": " + left.strip())));
        }
        String message = shortened(json.path("message").asText(""));
        if (outcome == Outcome.DoesNotFit
                && json.path("needBytes").isNumber()
                && json.path("limitBytes").isNumber()) {
            return doesNotFit(
                    json.path("needBytes").asLong(), json.path("limitBytes").asLong(), message);
        }
        return new TryState.Ended(outcome, message.isEmpty() ? died(code) : message);
    }

    private static TryState.Ended doesNotFit(long need, long limit, String message) {
        String figures = "needs " + gib(need) + " of device memory per chip; allowed: " + gib(limit);
        return new TryState.Ended(
                Outcome.DoesNotFit,
                message.isEmpty() ? figures : figures + ". " + message,
                new TryState.Need(need, limit));
    }

    private static @org.jspecify.annotations.Nullable JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null; // not the compiler's message
        }
    }

    private static String died(int code) {
        return code > 128 ? "the compiler was ended by signal " + (code - 128) : "the compiler ended with code " + code;
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB (%d bytes)", bytes / (double) (1L << 30), bytes);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
    }
}
