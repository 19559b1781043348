package dev.regauge.scheduler.lifecycle;

import dev.regauge.scheduler.failure.RestartBudget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A cluster in memory: what passes record and do, and what the world does to it in between. Any pass may be cut off after any of its writes. */
final class World {
    private static final long STEPS = 100;
    private static final long COMMIT_EVERY = 20;

    private static final class Attempt {
        final long epoch;
        final List<Slot> slots;
        AttemptPhase phase = AttemptPhase.Placing;
        Optional<Ending> ending = Optional.empty();
        Optional<Instant> placedAt = Optional.empty();
        Optional<Instant> endedAt = Optional.empty();
        Optional<AttemptView.Drain> drain = Optional.empty();
        long made;
        long committed;

        Attempt(long epoch, List<Slot> slots) {
            this.epoch = epoch;
            this.slots = slots;
        }
    }

    private static final class Pod {
        final String uid;
        final String node;
        boolean scheduled;
        boolean deleting;
        boolean ended;

        Pod(String uid, String node) {
            this.uid = uid;
            this.node = node;
        }
    }

    private final JobLifecycle lifecycle = new JobLifecycle(Seen.BOUNDS);
    private final Set<String> executables = new HashSet<>();
    private final TreeMap<Long, Attempt> attempts = new TreeMap<>();
    private final Map<String, Pod> pods = new LinkedHashMap<>();
    private final Set<String> greeted = new HashSet<>();
    private final Set<String> exited = new HashSet<>();
    private final Set<String> drained = new HashSet<>();
    private Optional<JobState.Finished> finished = Optional.empty();
    private Instant now = Seen.NOW;
    private boolean compiled;
    private long wantedBack;
    private int uids;
    private long stepsLostByLeaving;

    Optional<JobState.Finished> finished() {
        return finished;
    }

    long epoch() {
        return attempts.isEmpty() ? 0 : attempts.lastKey();
    }

    long openAttempts() {
        return attempts.values().stream().filter(a -> !a.phase.isFinal()).count();
    }

    boolean nothingLeft() {
        return pods.isEmpty();
    }

    /** Steps that gangs had made but not committed when they had to give their chips back, with time left to save. */
    long stepsLostByLeaving() {
        return stepsLostByLeaving;
    }

    void compile() {
        compiled = true;
    }

    void time(int seconds) {
        now = now.plusSeconds(seconds);
    }

    /** kube-scheduler binds and kubelets end what is to be ended. */
    void cluster() {
        pods.values().forEach(pod -> {
            pod.scheduled = true;
            pod.ended = pod.ended || pod.deleting;
        });
    }

    /** Agents greet, trainers run up to the step and rank 0 commits now and then. */
    void agents(long step) {
        newest().filter(a -> !a.phase.isFinal()).ifPresent(attempt -> {
            attempt.slots.forEach(slot -> greeted.add(attempt.epoch + "/" + slot.podName(Seen.JOB)));
            boolean stopped = attempt.slots.stream().anyMatch(slot -> exit(attempt.epoch + "/" + slot.podName(Seen.JOB))
                    .isPresent());
            if (attempt.phase == AttemptPhase.Running && !stopped) {
                attempt.made = Math.max(attempt.made, step);
                attempt.committed = Math.max(attempt.committed, attempt.made / COMMIT_EVERY * COMMIT_EVERY);
            }
        });
    }

    /** The engine wants the chips of the newest attempt. */
    void preempt() {
        wantedBack = epoch();
    }

    /** Members that were told to have saved, and stop. */
    void save() {
        newest().filter(a -> a.phase == AttemptPhase.Running && a.drain.isPresent())
                .ifPresent(attempt -> {
                    attempt.committed = attempt.made;
                    attempt.slots.forEach(slot -> drained.add(attempt.epoch + "/" + slot.podName(Seen.JOB)));
                });
    }

    void kill(int index) {
        pods.values().stream().skip(index).findFirst().ifPresent(pod -> pod.deleting = true);
    }

    void crashTrainer(int rank) {
        newest().filter(a -> a.phase == AttemptPhase.Running)
                .ifPresent(a -> exited.add(
                        a.epoch + "/" + a.slots.get(rank % a.slots.size()).podName(Seen.JOB)));
    }

    /** One pass that dies after so many of its writes. */
    void pass(int writes) {
        Decision decision = lifecycle.decide(observe(), now);
        if (writes == 0) {
            return;
        }
        record(decision);
        decision.effects().stream().limit(writes - 1).forEach(this::carryOut);
    }

    private Optional<Attempt> newest() {
        return attempts.isEmpty()
                ? Optional.empty()
                : Optional.of(attempts.lastEntry().getValue());
    }

    private void record(Decision decision) {
        decision.attempt().ifPresent(change -> {
            Attempt attempt = attempts.get(change.epoch());
            attempt.phase = attempt.phase.to(change.phase());
            if (change.phase() == AttemptPhase.Rendezvous) {
                attempt.placedAt = Optional.of(now);
            }
            change.drain().ifPresent(ending -> attempt.drain = Optional.of(new AttemptView.Drain(now, ending)));
            if (change.phase() == AttemptPhase.Released
                    && attempt.drain
                            .filter(drain -> !now.isBefore(drain.since().plus(Seen.BOUNDS.draining())))
                            .isEmpty()) {
                stepsLostByLeaving += attempt.made - attempt.committed;
            }
            if (change.ending().isPresent()) {
                attempt.ending = change.ending();
                attempt.endedAt = Optional.of(now);
            }
        });
        JobState before = finished.<JobState>map(f -> f).orElse(new JobState.Suspended());
        if (before.to(decision.state()) instanceof JobState.Finished end) {
            finished = Optional.of(end);
        }
    }

    private void carryOut(Effect effect) {
        switch (effect) {
            case Effect.CreateExecutable(String variant) -> executables.add(variant);
            case Effect.CreateAttempt(Placement.Granted granted) -> create(granted);
            case Effect.CreatePod(long epoch, Slot slot) ->
                pods.putIfAbsent(slot.podName(Seen.JOB), new Pod("uid-" + uids++, slot.node()));
            case Effect.DeletePod(String name, String uid) -> {
                Pod pod = pods.get(name);
                if (pod != null && pod.uid.equals(uid)) {
                    pod.deleting = true;
                }
            }
            case Effect.FreeChips(String name, String uid, Proof proof) -> {
                Pod pod = pods.get(name);
                if (pod != null && pod.uid.equals(uid) && pod.deleting) {
                    pods.remove(name);
                }
            }
        }
    }

    /** Create if absent: the epoch is a compare-and-set. */
    private void create(Placement.Granted granted) {
        if (attempts.containsKey(granted.epoch())) {
            return;
        }
        if (granted.epoch() <= epoch()) {
            throw new AssertionError("epoch " + granted.epoch() + " after " + epoch());
        }
        List<Slot> slots = new ArrayList<>();
        for (String host : granted.hosts()) {
            Optional<Slot> survivor = newest().stream()
                    .flatMap(a -> a.slots.stream())
                    .filter(slot -> slot.node().equals(host))
                    .filter(slot -> Optional.ofNullable(pods.get(slot.podName(Seen.JOB)))
                            .filter(p -> !p.deleting && !p.ended)
                            .isPresent())
                    .findFirst();
            slots.add(survivor.orElse(new Slot(host, granted.epoch(), slots.size())));
        }
        attempts.put(granted.epoch(), new Attempt(granted.epoch(), slots));
    }

    private JobObservation observe() {
        List<PodView> views = new ArrayList<>();
        pods.forEach((name, pod) -> views.add(view(name, pod)));
        VariantView.Build build = !executables.contains("two")
                ? new VariantView.Build.Missing()
                : compiled ? new VariantView.Build.Ready() : new VariantView.Build.InWork();
        List<RestartBudget.Failure> failures = attempts.values().stream()
                .flatMap(a ->
                        a.ending.flatMap(Ending::failureClass).map(c -> new RestartBudget.Failure(c, true)).stream())
                .toList();
        JobView job = new JobView(
                Seen.JOB, STEPS, false, RestartBudget.of(1000), Optional.empty(), finished, epoch(), failures);
        return new JobObservation(
                job,
                List.of(new VariantView("two", true, build)),
                newest().map(this::view),
                epoch(),
                views,
                new Placement.Granted(epoch() + 1, "two", "pool", List.of("host-0", "host-1"), "free"),
                false,
                newest().filter(a -> a.epoch == wantedBack)
                        .map(a -> Ending.of(AttemptPhase.Released, Cause.Preempted, "more entitled")),
                false);
    }

    private PodView view(String name, Pod pod) {
        Optional<Proof> gone =
                pod.ended ? Optional.of(new Proof("KubeletReported", name, pod.node, null, now)) : Optional.empty();
        return new PodView(
                name, pod.uid, pod.node, pod.scheduled, pod.deleting, pod.ended, true, gone, Optional.empty());
    }

    private Optional<TrainerExit> exit(String key) {
        if (exited.contains(key)) {
            return Optional.of(new TrainerExit("Killed", 137, "killed", now));
        }
        return drained.contains(key) ? Optional.of(new TrainerExit("Drained", 25, "saved", now)) : Optional.empty();
    }

    private AttemptView view(Attempt attempt) {
        List<MemberView> members = attempt.slots.stream()
                .map(slot -> {
                    String pod = slot.podName(Seen.JOB);
                    String key = attempt.epoch + "/" + pod;
                    return new MemberView(
                            slot,
                            Optional.ofNullable(pods.get(pod)).map(p -> view(pod, p)),
                            true,
                            greeted.contains(key),
                            Optional.of(now),
                            Optional.empty(),
                            exit(key));
                })
                .toList();
        return new AttemptView(
                attempt.epoch,
                "two",
                attempt.phase,
                members,
                attempt.placedAt,
                attempt.ending,
                attempt.endedAt,
                attempt.committed,
                Optional.empty(),
                attempt.made > 0,
                attempt.drain);
    }
}
