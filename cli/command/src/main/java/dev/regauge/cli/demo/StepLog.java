package dev.regauge.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Follows rank 0's log lines (contracts.md section 7) of one pod and tells steps, commits and restores. */
final class StepLog implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Console console;
    private final LogWatch watch;
    private final Thread reader;
    private volatile JsonNode lastStep = JSON.createObjectNode();
    private volatile long committed;
    private volatile boolean closed;

    private StepLog(Console console, LogWatch watch, String pod) {
        this.console = console;
        this.watch = watch;
        this.reader = Thread.ofVirtual().name("log-of-" + pod).start(this::read);
    }

    static Optional<StepLog> follow(Console console, JobView view, String pod, long sinceSeconds) {
        try {
            LogWatch watch = view.client()
                    .pods()
                    .inNamespace(view.namespace())
                    .withName(pod)
                    .sinceSeconds((int) Math.max(1, sinceSeconds))
                    .watchLog();
            return Optional.of(new StepLog(console, watch, pod));
        } catch (KubernetesClientException e) {
            console.line("no log of " + pod + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    long step() {
        return lastStep.path("step").asLong();
    }

    long committed() {
        return committed;
    }

    OptionalDouble loss() {
        JsonNode loss = lastStep.path("loss");
        return loss.isNumber() ? OptionalDouble.of(loss.asDouble()) : OptionalDouble.empty();
    }

    @Override
    public void close() {
        closed = true;
        watch.close();
        reader.interrupt();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(watch.getOutput(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                tell(line);
            }
        } catch (IOException e) {
            if (!closed) {
                console.line("the log ended: " + e);
            }
        }
    }

    private void tell(String line) {
        JsonNode entry;
        try {
            entry = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return; // not one of our lines: tenants print what they like
        }
        switch (entry.path("event").asText("")) {
            case "step" -> {
                lastStep = entry;
                long step = entry.path("step").asLong();
                if (step % 10 == 0) {
                    console.line(String.format(
                            Locale.ROOT,
                            "  epoch %d  step %4d  loss %.3f  gradient norm %.3f  %s a step",
                            entry.path("epoch").asLong(),
                            step,
                            entry.path("loss").asDouble(),
                            entry.path("gradNorm").asDouble(),
                            Figures.seconds(entry.path("seconds").asDouble())));
                }
            }
            case "committed" -> {
                committed = entry.path("step").asLong();
                console.line("  epoch " + entry.path("epoch").asLong() + "  committed step " + committed);
            }
            case "restored" ->
                console.line("  epoch " + entry.path("epoch").asLong() + "  starts from step "
                        + entry.path("step").asLong());
            case "error" -> console.bad(entry.path("message").asText(line));
            default -> {}
        }
    }
}
