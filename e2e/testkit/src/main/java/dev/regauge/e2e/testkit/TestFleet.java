package dev.regauge.e2e.testkit;

import dev.regauge.cli.local.Checkout;
import dev.regauge.cli.local.LocalRegauge;
import dev.regauge.cli.local.Places;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.crds.v1alpha1.TrainingJob;
import dev.regauge.fleet.Fleet;
import dev.regauge.fleet.FleetDown;
import dev.regauge.fleet.FleetSpec;
import dev.regauge.fleet.artifacts.LocalArtifacts;
import dev.regauge.fleet.fault.Faults;
import dev.regauge.fleet.services.Services;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one three-node fleet of a test run. `REGAUGE_TEST_STATE` names the state folder of one that is up already and stays up; without it the first
 * class brings one up and the end of the process takes it down.
 */
public final class TestFleet {
    /** All scenarios share it, so that they share executables too. */
    public static final String NAMESPACE = LocalRegauge.NAMESPACE;

    private static final Duration NODE = Duration.ofMinutes(2);
    private static @Nullable TestFleet shared;

    private final Fleet fleet;
    private final Checkout checkout;
    private final LocalRegauge regauge;
    private final Set<String> hurt = new HashSet<>();

    private TestFleet(Fleet fleet, Checkout checkout, LocalRegauge regauge) {
        this.fleet = fleet;
        this.checkout = checkout;
        this.regauge = regauge;
    }

    public static synchronized TestFleet shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    private static TestFleet start() {
        Checkout checkout = Checkout.find();
        LocalRegauge regauge =
                new LocalRegauge(checkout, LocalArtifacts.onThisMachine(), Places.cache(), System.out::println);
        String given = System.getenv("REGAUGE_TEST_STATE");
        if (given != null && !given.isBlank()) {
            Fleet fleet = Fleet.in(Path.of(given))
                    .orElseThrow(() ->
                            new IllegalStateException("REGAUGE_TEST_STATE is '" + given + "', but no fleet is there"));
            return new TestFleet(fleet, checkout, regauge);
        }
        Path state = Places.state("e2e-" + ProcessHandle.current().pid());
        FleetSpec spec = FleetSpec.complete("e2e", state).forgetful();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> new FleetDown(state, System.out::println).run(true)));
        return new TestFleet(regauge.up(spec), checkout, regauge);
    }

    public KubernetesClient admin() {
        return fleet.admin();
    }

    /** The folder of the examples that users are shown. */
    public Path examples() {
        return checkout.examples();
    }

    /** The demo's job under another name. */
    public Example example(String name) {
        return Example.of(checkout.example("byte-lm")).named(NAMESPACE, name);
    }

    public JobUnderTest apply(Example example) {
        TrainingJob job = example.job();
        return JobUnderTest.create(admin(), job);
    }

    public JobLog log(JobUnderTest job) {
        return new JobLog(fleet.layout()
                .checkpoints(job.namespace())
                .resolve(job.namespace())
                .resolve(job.name() + "-" + job.uid()));
    }

    public AuditLog audit() {
        return new AuditLog(fleet.layout().auditLog());
    }

    public Executable awaitExecutable(JobUnderTest job, String variant, Duration atMost) {
        return Until.found(
                "the executable of " + variant + " of job " + job.name(),
                atMost,
                () -> job.status()
                        .flatMap(status -> status.variants().stream()
                                .filter(each -> each.name().equals(variant))
                                .findFirst())
                        .map(each -> admin().resources(Executable.class)
                                .inNamespace(job.namespace())
                                .withName(each.executable())
                                .get())
                        .filter(executable -> executable.getStatus() != null
                                && executable.getStatus().phase() == ExecutablePhase.Ready),
                job::seen);
    }

    /** `kill -9` of the trainer below the agent of this pod. */
    public void killTrainer(Pod pod) {
        String script = "import os, signal\n"
                + "for pid in filter(str.isdigit, os.listdir('/proc')):\n"
                + "    words = open(f'/proc/{pid}/cmdline', 'rb').read().split(b'\\0')\n"
                + "    if int(pid) not in (1, os.getpid()) and b'regauge.trainer' in words:\n"
                + "        os.kill(int(pid), signal.SIGKILL); print('killed', pid)\n";
        String said = exec(pod, "python", "-c", script);
        if (!said.contains("killed")) {
            throw new AssertionError(
                    "no trainer was found in pod " + pod.getMetadata().getName() + "; it said '" + said + "'");
        }
    }

    public void forceDelete(Pod pod) {
        admin().pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withGracePeriod(0)
                .delete();
    }

    public void killOperator() {
        faults().kill(Services.OPERATOR);
    }

    public void startOperator() {
        faults().restart(Services.OPERATOR);
        fleet.services().awaitReady(Services.OPERATOR);
    }

    /** The node loses power; after a while an administrator says so, as on a real cluster. */
    public void killNode(String node) {
        hurt.add(node);
        faults().killNode(node);
    }

    public void partition(String node) {
        hurt.add(node);
        faults().partitionNode(node);
    }

    public void healEverything() {
        for (String node : List.copyOf(hurt)) {
            faults().healNode(node);
            hurt.remove(node);
        }
        regauge.startServices(fleet);
        awaitAllNodes();
    }

    public void awaitAllNodes() {
        Until.holds("all nodes to be Ready", NODE, () -> fleet.status().healthy(), () -> fleet.status()
                .toString());
    }

    /** Waits until no job is unfinished and no pod of ours is left. */
    public void awaitQuiet(Duration atMost) {
        Until.holds(
                "no pod of Regauge to be left",
                atMost,
                () -> admin().pods()
                        .inAnyNamespace()
                        .withLabel("regauge.dev/role")
                        .list()
                        .getItems()
                        .isEmpty(),
                () -> admin().pods().inAnyNamespace().withLabel("regauge.dev/role").list().getItems().stream()
                        .map(pod -> pod.getMetadata().getName())
                        .toList()
                        .toString());
    }

    private Faults faults() {
        return fleet.faults();
    }

    private String exec(Pod pod, String... command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch exec = admin().pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .writingOutput(out)
                .writingError(out)
                .exec(command)) {
            Integer code = exec.exitCode().get(30, TimeUnit.SECONDS);
            if (code == null || code != 0) {
                throw new AssertionError("exec in " + pod.getMetadata().getName() + " ended with " + code + ": " + out);
            }
            return out.toString(StandardCharsets.UTF_8);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("exec in " + pod.getMetadata().getName() + ": " + e + " " + out, e);
        }
    }
}
