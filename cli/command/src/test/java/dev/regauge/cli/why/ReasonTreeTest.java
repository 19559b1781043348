package dev.regauge.cli.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingJob;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReasonTreeTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:10:00Z");

    private static <T> T read(String yaml, Class<T> type) {
        return Serialization.unmarshal("---\n" + yaml, type);
    }

    private static TrainingJob job(String status) {
        return read("""
                apiVersion: regauge.dev/v1alpha1
                kind: TrainingJob
                metadata: {name: byte-lm, namespace: research, uid: u}
                spec:
                  queue: research
                  variants:
                  - {name: cpu-2x4, profile: cpu, hosts: 2, chipsPerHost: 4}
                  - {name: v5p, profile: tpu-v5p, slice: 2x2x1}
                status: %s
                """.formatted(status), TrainingJob.class);
    }

    private static final AcceleratorPool POOL = read("""
            apiVersion: regauge.dev/v1alpha1
            kind: AcceleratorPool
            metadata: {name: cpu-4}
            spec: {profile: cpu, usdPerChipHour: "0.05"}
            status: {hosts: 2, chips: 8, free: 4, allocated: 4, unhealthy: 1}
            """, AcceleratorPool.class);

    private static final JobQueue QUEUE = read("""
            apiVersion: regauge.dev/v1alpha1
            kind: JobQueue
            metadata: {name: research}
            spec: {namespaces: [research]}
            status: {running: 1, waiting: 3, inUse: [{profile: cpu, chips: 4}]}
            """, JobQueue.class);

    private static final Executable EXECUTABLE = read("""
            apiVersion: regauge.dev/v1alpha1
            kind: Executable
            metadata: {name: abc, namespace: research}
            status: {phase: Ready, report: {needBytes: 1073741824, limitBytes: 4294967296, fits: true}}
            """, Executable.class);

    private static final String WAITING = """
            {status: Queued, reason: NotEnoughChips, message: "1 whole host is free, 2 are needed", epoch: 1,
             waiting: {position: 3, earliestStart: "2026-01-01T00:10:30Z", latestStart: "2026-01-01T00:15:05Z",
              reasons: [{reason: NotEnoughChips, message: "1 whole host is free, 2 are needed"},
                        {reason: WaitingForRelease, message: ""}]},
             variants: [{name: cpu-2x4, executable: abc, state: Ready, reason: CompiledReady, message: "", predictedStepSeconds: "0.02"},
                        {name: v5p, state: Failed, reason: DoesNotFit, message: "needs 9, has 8"}],
             conditions: [{type: Validated, status: "True", reason: Valid, message: "", lastTransitionTime: "2026-01-01T00:05:00Z"},
                          {type: Admitted, status: "False", reason: NotEnoughChips, message: "1 whole host is free, 2 are needed", lastTransitionTime: "2026-01-01T00:09:48Z"},
                          {type: Degraded, status: "True", reason: VariantFailed, message: v5p, lastTransitionTime: "2026-01-01T00:05:00Z"},
                          {type: Succeeded, status: Unknown, reason: InProgress, message: "", lastTransitionTime: "2026-01-01T00:05:00Z"}]}
            """;

    private static TrainingAttempt attempt(int epoch, String status) {
        return read("""
                apiVersion: regauge.dev/v1alpha1
                kind: TrainingAttempt
                metadata: {name: byte-lm-%d, namespace: research, creationTimestamp: "2026-01-01T00:06:00Z"}
                spec: {job: {name: byte-lm, uid: u}, epoch: %d, variant: cpu-2x4, pool: cpu-4, profile: cpu, members: []}
                status: %s
                """.formatted(epoch, epoch, status), TrainingAttempt.class);
    }

    private static final TrainingAttempt PREEMPTED = attempt(1, """
            {phase: Released, reason: Preempted, message: "job vision has priority 5; saved step 40", restored: {epoch: 0, step: 0},
             lastCommit: {epoch: 1, step: 40}, timings: {ended: "2026-01-01T00:09:00Z"}}
            """);

    private static JobStory story(TrainingJob job, TrainingAttempt... attempts) {
        return new JobStory(job, List.of(attempts), Map.of("abc", EXECUTABLE), Optional.of(QUEUE), List.of(POOL));
    }

    @Test
    void aWaitingJobIsExplainedFromItsConditionsToWhatHelps() {
        assertThat(String.join("\n", ReasonTree.lines(story(job(WAITING), PREEMPTED), NOW)))
                .isEqualTo("""
                        research/byte-lm  Queued: NotEnoughChips: 1 whole host is free, 2 are needed
                        ├─ conditions
                        │  ├─ yes Validated  Valid: Everything that can be checked before compiling holds.  (for 5 m 00 s)
                        │  ├─ no  Admitted   NotEnoughChips: 1 whole host is free, 2 are needed  (for 12 s)
                        │  ├─ yes Degraded   VariantFailed: v5p  (for 5 m 00 s)
                        │  └─ ?   Succeeded  InProgress: Not decided yet.  (for 5 m 00 s)
                        ├─ waits in queue research
                        │  ├─ position 3, expected to start in 30 s to 5 m 05 s
                        │  ├─ NotEnoughChips: 1 whole host is free, 2 are needed
                        │  ├─ WaitingForRelease: Running attempts were asked to make room; their chips are not free yet.
                        │  └─ queue research: 1 running, 3 waiting, in use: 4 cpu
                        ├─ variants
                        │  ├─ cpu-2x4  Ready: cpu, 2 hosts of 4 chips, 0.02 s a step predicted
                        │  │  ├─ CompiledReady: The executable is stored, signed and ready to load.
                        │  │  ├─ fits: needs 1.00 of 4.00 GiB a chip
                        │  │  └─ pool cpu-4: 4 of 8 chips free, 1 of 2 hosts unhealthy
                        │  └─ v5p  Failed: tpu-v5p, slice 2x2x1
                        │     ├─ DoesNotFit: needs 9, has 8
                        │     └─ no pool has the profile tpu-v5p
                        ├─ attempts
                        │  └─ 1  cpu-2x4 on pool cpu-4: Released after 3 m 00 s, 1 m 00 s ago
                        │     ├─ Preempted: job vision has priority 5; saved step 40
                        │     └─ began at step 0, committed step 40
                        └─ next
                           ├─ kubectl get accpool
                           ├─ kubectl get tjob NAME -o yaml, `status.variants`
                           └─ More chips, remat Full, or more gradient accumulation.""");
    }

    @Test
    void aRunningAttemptSaysHowLongAndFromWhereAndOnlyTheLastFiveAreShown() {
        TrainingAttempt[] attempts = new TrainingAttempt[7];
        for (int i = 0; i < 7; i++) {
            attempts[i] = attempt(
                    i + 1,
                    i == 6
                            ? "{phase: Running, restored: {epoch: 6, step: 60}}"
                            : "{phase: Failed, reason: WorkerLost, message: gone, timings: {ended: '2026-01-01T00:07:00Z'}}");
        }
        List<String> lines =
                ReasonTree.lines(story(job("{status: Training, reason: Running, epoch: 7}"), attempts), NOW);

        assertThat(lines)
                .contains(
                        "└─ attempts, the last 5 of 7",
                        "   ├─ 7  cpu-2x4 on pool cpu-4: Running for 4 m 00 s",
                        "   │  └─ began at step 60 of epoch 6, committed nothing")
                .noneMatch(line -> line.contains("waits in queue"))
                .noneMatch(line -> line.contains("─ 2  cpu-2x4"));
    }

    @Test
    void aJobThatTheOperatorHasNotSeenSaysSo() {
        assertThat(ReasonTree.lines(story(job("null")), NOW))
                .containsExactly(
                        "research/byte-lm  not seen by the operator yet",
                        "└─ next: regauge status says whether the operator runs");
    }

    @Test
    void aReasonOfANewerOperatorIsPrintedAsItIs() {
        assertThat(ReasonTree.lines(
                        story(job("{status: Queued, reason: EclipseOfTheSun, message: it is dark, epoch: 0}")), NOW))
                .first()
                .isEqualTo("research/byte-lm  Queued: EclipseOfTheSun: it is dark");
    }
}
