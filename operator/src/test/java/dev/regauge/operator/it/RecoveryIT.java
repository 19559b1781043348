package dev.regauge.operator.it;

import static dev.regauge.operator.it.JobFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.AttemptPhase;
import dev.regauge.crds.v1alpha1.ChipsInUse;
import dev.regauge.crds.v1alpha1.JobQueueStatus;
import dev.regauge.crds.v1alpha1.Member;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RecoveryIT {
    private static final ControlPlane PLANE = ControlPlane.shared();
    private static final StandInNodes NODES = new StandInNodes(PLANE.admin());
    private static final JobFixture JOBS = new JobFixture(PLANE.admin(), "recovery");

    private final List<StandInWorker> workers = new ArrayList<>();

    @BeforeAll
    static void prepare() {
        JOBS.prepare();
        NODES.addAll();
        PLANE.startOperator();
        JOBS.deleteAll();
        until("no worker pod of an earlier run", JOBS::nothingRuns);
        List.of("cpu-8-a", "cpu-4-a", "cpu-4-b").forEach(RecoveryIT::awaitNode);
    }

    @AfterEach
    void cleanUp() {
        NODES.add("cpu-4-b", "cpu-4", 4);
        JOBS.giveBack();
        workers.forEach(StandInWorker::close);
        awaitNode("cpu-4-b");
    }

    /** A node that is new, or was gone or silent, keeps Kubernetes' own taints for a while. */
    private static void awaitNode(String name) {
        until(name + " to take pods", () -> PLANE.admin().nodes().withName(name).get().getSpec().getTaints().stream()
                .allMatch(taint -> taint.getKey().startsWith("regauge.dev/")));
    }

    @AfterAll
    static void close() {
        NODES.close();
    }

    private StandInWorker worker(String pod) {
        until(
                "pod " + pod + " to be scheduled",
                () -> JOBS.pod(pod) != null && JOBS.pod(pod).getSpec().getNodeName() != null);
        StandInWorker worker = new StandInWorker(PLANE.fleet(), JOBS.pod(pod));
        workers.add(worker);
        return worker;
    }

    /** A job of two hosts that trains in epoch 1. */
    private List<StandInWorker> train(String job) {
        JOBS.create(job);
        JOBS.compile(job);
        List<StandInWorker> gang = List.of(worker(job + "-1-0"), worker(job + "-1-1"));
        until("training", () -> JOBS.condition(job, "Training", "True"));
        return gang;
    }

    private static TrainingAttempt attempt(String job, long epoch) {
        until("attempt " + epoch + " of " + job, () -> JOBS.attempt(job, epoch).isPresent());
        return JOBS.attempt(job, epoch).orElseThrow();
    }

    private static String failure(String job, long epoch) {
        until("the end of attempt " + epoch, () -> JOBS.attempt(job, epoch)
                .filter(a -> a.getStatus() != null && a.getStatus().phase() == AttemptPhase.Failed)
                .isPresent());
        return JOBS.attempt(job, epoch).orElseThrow().getStatus().failureClass();
    }

    @Test
    void aDeletedPodIsReplacedAndTheSurvivorGoesOnInItsPod() {
        List<StandInWorker> gang = train("deleted");
        gang.getFirst().commit(20);
        until("the commit", () -> JOBS.job("deleted").getStatus().lastCommit() != null);
        gang.get(1).close();
        JOBS.forceDelete("deleted-1-1");

        assertThat(failure("deleted", 1)).isEqualTo("WorkerLost");
        assertThat(attempt("deleted", 2).getSpec().members())
                .containsExactly(new Member("cpu-4-a", 1, 0), new Member("cpu-4-b", 2, 1));
        worker("deleted-2-1");
        until(
                "rank 0 in epoch 2",
                () -> gang.getFirst().epoch() == 2 && gang.getFirst().training());
        gang.getFirst().commit(100);
        until("the end", () -> JOBS.condition("deleted", "Succeeded", "True"));
        assertThat(JOBS.attempt("deleted", 1)
                        .orElseThrow()
                        .getStatus()
                        .lastCommit()
                        .step())
                .isEqualTo(20);
        assertThat(JOBS.job("deleted").getStatus().restarts()).isEqualTo(1);
    }

    @Test
    void aKilledTrainerComesBackInTheSamePods() {
        List<StandInWorker> gang = train("killed");
        Map<String, String> pods = uids("killed");
        gang.get(1).trainerExits("Killed", 137, "ended by signal 9 (SIGKILL)");

        assertThat(failure("killed", 1)).isEqualTo("WorkerKilled");
        until("both in epoch 2", () -> gang.stream().allMatch(w -> w.epoch() == 2 && w.training()));
        assertThat(uids("killed")).isEqualTo(pods);
        until("Training again", () -> JOBS.condition("killed", "Training", "True"));
        assertThat(JOBS.attempt("killed", 2).orElseThrow().getStatus().writer()).endsWith("-2");
    }

    @Test
    void aSilentNodeMovesTheJobToTheNextReadyVariantAndKeepsItsChips() {
        List<StandInWorker> gang = train("silent");
        NODES.silence("cpu-4-b");
        gang.get(1).close();

        assertThat(failure("silent", 1)).isEqualTo("Silent");
        TrainingAttempt second = attempt("silent", 2);
        assertThat(second.getSpec().variant()).isEqualTo("cpu-8");
        Pod zombie = JOBS.pod("silent-1-1");
        assertThat(zombie.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(zombie.getMetadata().getFinalizers()).contains("regauge.dev/chips");
        worker("silent-2-0");
        until(
                "Training on one host",
                () -> JOBS.condition("silent", "Training", "True")
                        && JOBS.job("silent").getStatus().epoch() == 2);
    }

    @Test
    void aProgramThatRaisesFailsTheJobWithItsTraceback() {
        JOBS.create("raises", 1);
        JOBS.compile("raises");
        StandInWorker zero = worker("raises-1-0");
        worker("raises-1-1");
        for (long epoch = 1; epoch <= 2; epoch++) {
            long now = epoch;
            until("epoch " + now, () -> zero.epoch() == now && zero.training());
            zero.trainerExits("UserError", 20, "ValueError: the batch is empty");
            assertThat(failure("raises", now)).isEqualTo("UserError");
        }
        until("Finished", () -> JOBS.condition("raises", "Finished", "True"));
        assertThat(JOBS.condition("raises", "Succeeded", "False")).isTrue();
        assertThat(JOBS.job("raises").getStatus().reason()).isEqualTo("UserError");
        assertThat(JOBS.job("raises").getStatus().message())
                .contains("ValueError: the batch is empty", "maxRestarts is 1");
        assertThat(JOBS.job("raises").getStatus().countedRestarts()).isEqualTo(2);
    }

    @Test
    void aRestartOfTheOperatorChangesNothing() {
        train("restart");
        until("the last reports of kubelets", () -> JOBS.pods("restart").stream()
                .allMatch(pod -> "Running".equals(pod.getStatus().getPhase())));
        PLANE.killOperator();
        Map<String, String> before = contents("restart");
        PLANE.startOperator();
        long leaseAndSilence = 25;
        LockSupport.parkNanos(Duration.ofSeconds(leaseAndSilence).toNanos());

        assertThat(JOBS.attempts("restart")).hasSize(1);
        assertThat(contents("restart")).isEqualTo(before);
        assertThat(JOBS.attempt("restart", 1).orElseThrow().getStatus().phase()).isEqualTo(AttemptPhase.Running);
    }

    @Test
    void aJobCreatedAgainUnderTheSameNameStartsAnew() {
        train("again");
        String first = JOBS.job("again").getMetadata().getUid();
        JOBS.delete("again");
        workers.forEach(StandInWorker::close);
        until("the first one gone", () -> JOBS.job("again") == null);
        JOBS.create("again");
        JOBS.compile("again");
        until("attempt 1 of the second", () -> JOBS.attempt("again", 1)
                .filter(a -> !a.getSpec().job().uid().equals(first))
                .isPresent());
        assertThat(JOBS.job("again").getMetadata().getUid()).isNotEqualTo(first);
    }

    @Test
    void aSuspendedJobSavesGivesItsPodsBackAndGoesOnLater() {
        train("held");
        JOBS.suspend("held", true);
        until(
                "Suspended",
                () -> "Suspended".equals(JOBS.job("held").getStatus().status())
                        && JOBS.pods("held").isEmpty());
        TrainingAttemptStatus first = JOBS.attempt("held", 1).orElseThrow().getStatus();
        assertThat(first.phase()).isEqualTo(AttemptPhase.Released);
        assertThat(first.reason()).isEqualTo("Suspended");
        assertThat(first.timings().draining()).isNotNull();
        assertThat(first.message()).endsWith("saved step " + first.lastCommit().step());
        assertThat(JOBS.condition("held", "Finished", "False")).isTrue();

        JOBS.suspend("held", false);
        assertThat(attempt("held", 2).getSpec().members())
                .extracting(Member::podEpoch)
                .containsOnly(2L);
        assertThat(JOBS.job("held").getStatus().countedRestarts()).isZero();
    }

    @Test
    void aJobWhoseVariantIsPinnedWhileItRunsSavesAndGoesOnThere() {
        train("pinned");
        JOBS.pin("pinned", "cpu-8");
        TrainingAttempt second = attempt("pinned", 2);
        TrainingAttemptStatus first = JOBS.attempt("pinned", 1).orElseThrow().getStatus();
        assertThat(first.phase()).isEqualTo(AttemptPhase.Released);
        assertThat(first.reason()).isEqualTo("Moving");
        assertThat(first.message())
                .startsWith("spec.pinVariant is cpu-8, this attempt runs cpu-2x4")
                .endsWith("saved step " + first.lastCommit().step());
        assertThat(second.getSpec().variant()).isEqualTo("cpu-8");
        assertThat(second.getSpec().placementReason()).startsWith("Pinned: cpu-8 is pinned");
        worker("pinned-2-0");
        until(
                "Training on the pinned variant",
                () -> JOBS.condition("pinned", "Training", "True")
                        && JOBS.job("pinned").getStatus().epoch() == 2);
        assertThat(JOBS.job("pinned").getStatus().countedRestarts()).isZero();
    }

    @Test
    void aGangThatCannotSaveIsReleasedAtTheDeadline() {
        train("hangs").forEach(StandInWorker::storeHangs);
        JOBS.suspend("hangs", true);
        until("the wait for the save", () -> "Draining"
                .equals(JOBS.job("hangs").getStatus().reason()));
        until("Suspended", () -> "Suspended"
                .equals(JOBS.job("hangs").getStatus().status()));
        TrainingAttemptStatus first = JOBS.attempt("hangs", 1).orElseThrow().getStatus();
        assertThat(first.phase()).isEqualTo(AttemptPhase.Released);
        assertThat(first.message()).endsWith("did not save within 8 s, so it goes back to where it began");
    }

    @Test
    void anAttemptOfAnotherJobUnderTheSameNameIsWaitedFor() {
        JOBS.leaveAttempt("taken", 1, "00000000-dead-0000-0000-000000000000", "nowhere");
        JOBS.create("taken");
        JOBS.compile("taken");
        until("the wait", () -> "PreviousJobStopping"
                .equals(JOBS.job("taken").getStatus().reason()));
        assertThat(JOBS.pods("taken")).isEmpty();

        JOBS.removeAttempt("taken", 1);
        until("an attempt of its own", () -> JOBS.attempt("taken", 1)
                .filter(a -> a.getSpec()
                        .job()
                        .uid()
                        .equals(JOBS.job("taken").getMetadata().getUid()))
                .isPresent());
    }

    @Test
    void chipsOfAJobThatWasDeletedBeforeItsFirstPodAreFreeAgain() {
        // Whether a round of the operator finds the short-lived job is chance; three that it does not find would hold
        // everything.
        for (int i = 0; i < 3; i++) {
            String brief = "brief-" + i;
            JOBS.podsAllowed(0);
            JOBS.create(brief);
            JOBS.compile(brief);
            attempt(brief, 1);
            JOBS.delete(brief);
        }
        JOBS.podsAllowed(100);
        for (String next : List.of("next-a", "next-b")) {
            JOBS.create(next);
            JOBS.compile(next);
            attempt(next, 1);
        }
    }

    @Test
    void chipsOfAnAttemptWhoseJobWasDeletedWhileNobodyLedAreFree() {
        PLANE.killOperator();
        JOBS.leaveAttempt("unled", 1, "00000000-dead-0000-0000-000000000000", "cpu-8-a");
        PLANE.startOperator();
        try {
            for (String next : List.of("next-c", "next-d")) {
                JOBS.create(next);
                JOBS.compile(next);
                attempt(next, 1);
            }
        } finally {
            JOBS.removeAttempt("unled", 1);
        }
    }

    @Test
    void chipsOfADeletedJobOnASilentNodeStayTakenUntilThereIsEvidence() {
        train("orphan");
        until("the queue's chips", () -> held() == 8);
        NODES.silence("cpu-4-b");
        JOBS.delete("orphan");
        until("only the pod on the silent node", () -> JOBS.pods("orphan").size() == 1);
        Pod zombie = JOBS.pods("orphan").getFirst();
        assertThat(zombie.getSpec().getNodeName()).isEqualTo("cpu-4-b");
        assertThat(zombie.getMetadata().getFinalizers()).contains("regauge.dev/chips");

        NODES.add("cpu-4-b", "cpu-4", 4);
        until("nothing left of it", () -> JOBS.pods("orphan").isEmpty());
        until("no chip of the queue", () -> held() == 0);
    }

    private static int held() {
        JobQueueStatus queue = JOBS.queue();
        return queue == null
                ? 0
                : queue.inUse().stream().mapToInt(ChipsInUse::chips).sum();
    }

    @Test
    void theQueueShowsWhoRunsWhoWaitsAndWhichChipsAreHeld() {
        train("first");
        JOBS.create("second");
        JOBS.compile("second");
        JOBS.create("third");
        JOBS.compile("third");
        until("two at work and one in line", () -> {
            JobQueueStatus queue = JOBS.queue();
            return queue != null && queue.running() == 2 && queue.waiting() == 1;
        });
        until("their chips", () -> JOBS.queue().inUse().equals(List.of(new ChipsInUse("cpu", 16))));
        until("its place", () -> JOBS.job("third").getStatus().waiting() != null);
        assertThat(JOBS.job("third").getStatus().waiting().position()).isEqualTo(1);
        assertThat(JOBS.job("third").getStatus().waiting().reasons()).isNotEmpty();
    }

    @Test
    void aTokenOfAnotherAudienceOrPodIsRefused() {
        train("tokens");
        StandInAgent stranger = new StandInAgent(PLANE.fleet(), JOBS.pod("tokens-1-0"), "somebody-else");
        assertThat(stranger.hello(0).status()).isEqualTo(401);
        StandInAgent one = new StandInAgent(PLANE.fleet(), JOBS.pod("tokens-1-1"));
        assertThat(one.speakingAs(JOBS.pod("tokens-1-0")).status()).isEqualTo(403);
    }

    private static Map<String, String> uids(String job) {
        Map<String, String> uids = new TreeMap<>();
        JOBS.pods(job)
                .forEach(pod ->
                        uids.put(pod.getMetadata().getName(), pod.getMetadata().getUid()));
        return uids;
    }

    /** Pods and executables as text; attempt and job are not among them, for their figures may be brought up to date. */
    private static Map<String, String> contents(String job) {
        Map<String, String> contents = new TreeMap<>();
        Stream.<HasMetadata>concat(JOBS.pods(job).stream(), JOBS.executables(job).stream())
                .forEach(o -> {
                    o.getMetadata().setManagedFields(List.of());
                    o.getMetadata().setResourceVersion(null);
                    contents.put(o.getKind() + "/" + o.getMetadata().getName(), Serialization.asYaml(o));
                });
        return contents;
    }
}
