package dev.regauge.cli.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The story: apply → compile four variants → place → train → kill a worker → recover → finish. Every figure printed is read from the API, from the
 * workers' log lines or from a process in a worker's pod; none is assumed.
 */
public final class Demo {
    private static final Duration COMPILED = Duration.ofMinutes(6);
    private static final Duration PLACED = Duration.ofMinutes(2);
    private static final Duration STEPPED = Duration.ofMinutes(3);
    private static final Duration RECOVERED = Duration.ofMinutes(2);
    private static final Duration FINISHED = Duration.ofMinutes(10);

    private final Console console;
    private final JobView view;
    private final TrainingJob job;

    public Demo(Console console, KubernetesClient client, TrainingJob job) {
        this.console = console;
        this.job = job;
        this.view = new JobView(
                client, job.getMetadata().getNamespace(), job.getMetadata().getName());
    }

    /**
     * Tells the whole story.
     *
     * @throws DemoFailed when a part of it did not happen
     */
    public Summary run() {
        apply();
        int variants = job.getSpec().variants().size();
        CompileWatch compiles = new CompileWatch(console);
        TrainingAttempt first = view.await("a placement", COMPILED.plus(PLACED), now -> {
            compiles.look(now, variants);
            return now.attempt(1);
        });
        placed(first);
        String rankZero = podOf(first.getSpec().members().getFirst());
        TrainingAttempt second;
        RecoveryTimes times;
        OptionalDouble entropy;
        OptionalDouble loss;
        try (StepLog log = follow(rankZero)) {
            console.chapter("train");
            view.await("step 50 and a commit", STEPPED, now -> {
                compiles.look(now, variants);
                return log.step() >= 50 && log.committed() > 0 ? Optional.of(true) : Optional.empty();
            });
            entropy = unigramEntropy(rankZero);
            Instant killed = kill(podOf(first.getSpec().members().getLast()));
            second = view.await("the next epoch's first step", RECOVERED, now -> stepping(now, 2));
            times = recovered(killed, first, second);
            console.chapter("train on");
        }
        // Rank 0 keeps its pod when another member is lost, but the log is followed anew in case it did not.
        try (StepLog log = follow(podOf(second.getSpec().members().getFirst()))) {
            view.await("the end of the job", FINISHED, now -> {
                compiles.look(now, variants);
                return now.finished() ? Optional.of(true) : Optional.empty();
            });
            view.await(
                    "all executables",
                    COMPILED,
                    now -> compiles.look(now, variants) ? Optional.of(true) : Optional.empty());
            loss = log.loss();
        }
        if (compiles.failures() > 0) {
            throw new DemoFailed(compiles.failures() + " of " + variants + " executables failed; see above");
        }
        console.good("finished: " + view.lastWord());
        return new Summary(view, times, loss, entropy);
    }

    private void apply() {
        console.chapter("apply");
        String file = job.getMetadata().getNamespace() + "/" + job.getMetadata().getName();
        if (view.job().isPresent()) {
            console.line("an earlier " + file + " is deleted first");
            view.client().resource(job).delete();
            view.await(
                    "the earlier job to be gone",
                    RECOVERED,
                    now -> now.job().isPresent() ? Optional.empty() : Optional.of(true));
        }
        console.command("kubectl apply -f examples/byte-lm.yaml");
        view.client().resource(job).create();
        console.good("TrainingJob " + file + " with variants "
                + job.getSpec().variants().stream()
                        .map(variant -> variant.name())
                        .collect(Collectors.joining(", ")));
        console.chapter("compile ahead of time, with no accelerator here");
    }

    private void placed(TrainingAttempt attempt) {
        console.chapter("place");
        String members = attempt.getSpec().members().stream().map(Member::node).collect(Collectors.joining(", "));
        console.good("attempt " + attempt.getMetadata().getName() + " runs "
                + attempt.getSpec().variant() + " on " + members + " ("
                + attempt.getSpec().placementReason() + ")");
    }

    private StepLog follow(String pod) {
        return view.await(
                "the log of " + pod,
                STEPPED,
                now -> now.client()
                                .pods()
                                .inNamespace(now.namespace())
                                .withName(pod)
                                .isReady()
                        ? StepLog.follow(console, now, pod, 1)
                        : Optional.empty());
    }

    private Instant kill(String pod) {
        console.chapter("kill a worker");
        console.command("kubectl delete pod " + pod + " -n " + view.namespace() + " --force --grace-period=0");
        Instant now = Instant.now();
        view.client()
                .pods()
                .inNamespace(view.namespace())
                .withName(pod)
                .withGracePeriod(0)
                .delete();
        return now;
    }

    private static Optional<TrainingAttempt> stepping(JobView view, long epoch) {
        return view.attempt(epoch).filter(attempt -> timings(attempt).firstStep() != null);
    }

    private RecoveryTimes recovered(Instant killed, TrainingAttempt first, TrainingAttempt second) {
        TrainingAttempt lost = view.attempt(first.getSpec().epoch()).orElse(first);
        RecoveryTimes times = RecoveryTimes.between(killed, timings(lost), timings(second));
        TrainingAttemptStatus status = lost.getStatus();
        if (status != null) {
            console.good("epoch 1 ended: " + status.failureClass() + ": " + status.message());
        }
        CommitRef from = second.getStatus().restored();
        console.good("epoch 2 resumed " + second.getSpec().variant() + " from "
                + (from == null ? "an unknown step" : "step " + from.step() + ", committed by epoch " + from.epoch()));
        console.good(times.toString());
        return times;
    }

    private static AttemptTimings timings(TrainingAttempt attempt) {
        AttemptTimings none = AttemptTimings.none();
        if (attempt.getStatus() == null || attempt.getStatus().timings() == null) {
            return none;
        }
        return attempt.getStatus().timings();
    }

    private String podOf(Member member) {
        return view.name() + "-" + member.podEpoch() + "-" + member.podIndex();
    }

    /** Entropy in nats a byte of the training text's byte frequencies, computed by the program's own module in a worker's pod. */
    private OptionalDouble unigramEntropy(String pod) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch exec = view.client()
                .pods()
                .inNamespace(view.namespace())
                .withName(pod)
                .writingOutput(out)
                .exec("python", "-m", "regauge_programs.corpus")) {
            Integer code = exec.exitCode().get(60, TimeUnit.SECONDS);
            JsonNode facts = new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
            return code != null && code == 0
                    ? OptionalDouble.of(facts.path("unigramEntropyNats").asDouble())
                    : OptionalDouble.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailed("interrupted");
        } catch (java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException
                | JsonProcessingException e) {
            throw new DemoFailed("the corpus' entropy could not be read in pod " + pod + ": " + e + " " + out);
        }
    }
}
