package dev.regauge.cli.why;

import dev.regauge.crds.v1alpha1.AcceleratorPool;
import dev.regauge.crds.v1alpha1.AcceleratorPoolStatus;
import dev.regauge.crds.v1alpha1.AttemptTimings;
import dev.regauge.crds.v1alpha1.ChipsInUse;
import dev.regauge.crds.v1alpha1.CommitRef;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutableStatus;
import dev.regauge.crds.v1alpha1.JobQueue;
import dev.regauge.crds.v1alpha1.Reason;
import dev.regauge.crds.v1alpha1.ReportSummary;
import dev.regauge.crds.v1alpha1.TrainingAttempt;
import dev.regauge.crds.v1alpha1.TrainingAttemptStatus;
import dev.regauge.crds.v1alpha1.TrainingJobStatus;
import dev.regauge.crds.v1alpha1.Variant;
import dev.regauge.crds.v1alpha1.VariantStatus;
import dev.regauge.crds.v1alpha1.WaitingReason;
import dev.regauge.crds.v1alpha1.WaitingStatus;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** From a job's facts to the tree of reasons: conditions, the wait, variants, attempts, and what to do. Pure. */
public final class ReasonTree {
    private static final int LAST_ATTEMPTS = 5;
    private static final double GIB = 1L << 30;

    private final JobStory story;
    private final Optional<TrainingJobStatus> status;
    private final Instant now;

    private ReasonTree(JobStory story, Instant now) {
        this.story = story;
        this.status = Optional.ofNullable(story.job().getStatus());
        this.now = now;
    }

    public static List<String> lines(JobStory story, Instant now) {
        return new ReasonTree(story, now).root().lines();
    }

    private Branch root() {
        String name = story.job().getMetadata().getNamespace() + "/"
                + story.job().getMetadata().getName();
        if (status.isEmpty()) {
            return new Branch(
                    name + "  not seen by the operator yet",
                    List.of(Branch.leaf("next: regauge status says whether the operator runs")));
        }
        List<Branch> children = new ArrayList<>();
        children.add(conditions());
        waits().ifPresent(children::add);
        children.add(variants());
        children.add(attempts());
        next().ifPresent(children::add);
        return new Branch(
                name + "  " + status.get().status() + ": "
                        + Words.said(status.get().reason(), status.get().message()),
                children);
    }

    private Branch conditions() {
        List<Condition> all = status.map(TrainingJobStatus::conditions).orElse(List.of());
        int width = all.stream().mapToInt(c -> c.getType().length()).max().orElse(0);
        return new Branch(
                "conditions", all.stream().map(c -> condition(c, width)).toList());
    }

    private Branch condition(Condition condition, int width) {
        String mark =
                switch (condition.getStatus()) {
                    case "True" -> "yes";
                    case "False" -> "no ";
                    default -> "?  ";
                };
        String since = Words.time(condition.getLastTransitionTime())
                .map(at -> "  (for " + Words.between(at, now) + ")")
                .orElse("");
        String type =
                condition.getType() + " ".repeat(width - condition.getType().length());
        return Branch.leaf(
                mark + " " + type + "  " + Words.said(condition.getReason(), condition.getMessage()) + since);
    }

    private Optional<Branch> waits() {
        return status.map(TrainingJobStatus::waiting).map(waiting -> {
            List<Branch> children = new ArrayList<>();
            children.add(Branch.leaf("position " + waiting.position() + ", " + start(waiting)));
            for (WaitingReason reason : waiting.reasons()) {
                children.add(Branch.leaf(Words.said(reason.reason(), reason.message())));
            }
            children.add(Branch.leaf(queue()));
            return new Branch("waits in queue " + story.job().getSpec().queue(), children);
        });
    }

    private String start(WaitingStatus waiting) {
        Optional<Instant> earliest = Words.time(waiting.earliestStart());
        Optional<Instant> latest = Words.time(waiting.latestStart());
        if (earliest.isEmpty() || latest.isEmpty()) {
            return "no start can be foretold";
        }
        return "expected to start in " + Words.between(now, earliest.get()) + " to " + Words.between(now, latest.get());
    }

    private String queue() {
        String name = story.job().getSpec().queue();
        return story.queue()
                .map(JobQueue::getStatus)
                .map(queue -> "queue " + name + ": " + queue.running() + " running, " + queue.waiting()
                        + " waiting, in use: " + inUse(queue.inUse()))
                .orElseGet(() -> story.queue().isPresent()
                        ? "queue " + name + " has no status yet"
                        : "queue " + name + " does not exist");
    }

    private static String inUse(List<ChipsInUse> chips) {
        return chips.isEmpty()
                ? "no chip"
                : chips.stream().map(use -> use.chips() + " " + use.profile()).collect(Collectors.joining(", "));
    }

    private Branch variants() {
        return new Branch(
                "variants",
                story.job().getSpec().variants().stream().map(this::variant).toList());
    }

    private Branch variant(Variant variant) {
        Optional<VariantStatus> known = status.map(TrainingJobStatus::variants).stream()
                .flatMap(List::stream)
                .filter(v -> v.name().equals(variant.name()))
                .findFirst();
        String state = known.map(VariantStatus::state).orElse("not planned yet");
        List<Branch> children = new ArrayList<>();
        known.filter(v -> v.reason() != null)
                .ifPresent(v -> children.add(Branch.leaf(Words.said(v.reason(), v.message()))));
        memory(known).ifPresent(children::add);
        children.addAll(pools(variant));
        String shape = variant.slice() != null
                ? "slice " + variant.slice()
                : variant.hosts()
                        + (Objects.equals(variant.hosts(), 1) ? " host" : " hosts")
                        + (variant.chipsPerHost() == null ? "" : " of " + variant.chipsPerHost() + " chips");
        String step = known.map(VariantStatus::predictedStepSeconds)
                .map(seconds -> ", " + seconds + " s a step predicted")
                .orElse("");
        return new Branch(variant.name() + "  " + state + ": " + variant.profile() + ", " + shape + step, children);
    }

    private Optional<Branch> memory(Optional<VariantStatus> variant) {
        Optional<ReportSummary> report = variant.map(VariantStatus::executable)
                .map(story.executables()::get)
                .map(Executable::getStatus)
                .map(ExecutableStatus::report);
        return report.filter(r -> r.needBytes() != null && r.limitBytes() != null)
                .map(r -> Branch.leaf((Boolean.FALSE.equals(r.fits()) ? "does not fit: needs " : "fits: needs ")
                        + gib(r.needBytes()) + " of " + gib(r.limitBytes()) + " GiB a chip"));
    }

    private static String gib(@Nullable Long bytes) {
        return String.format(java.util.Locale.ROOT, "%.2f", Objects.requireNonNull(bytes) / GIB);
    }

    private List<Branch> pools(Variant variant) {
        List<Branch> pools = story.pools().stream()
                .filter(pool -> pool.getSpec().profile().equals(variant.profile()))
                .map(ReasonTree::pool)
                .toList();
        return pools.isEmpty() ? List.of(Branch.leaf("no pool has the profile " + variant.profile())) : pools;
    }

    private static Branch pool(AcceleratorPool pool) {
        AcceleratorPoolStatus status = pool.getStatus();
        String name = "pool " + pool.getMetadata().getName();
        if (status == null) {
            return Branch.leaf(name + " has no status yet");
        }
        String largest = status.largestFreeSlice() == null ? "" : ", largest free slice " + status.largestFreeSlice();
        String unhealthy = Objects.requireNonNullElse(status.unhealthy(), 0) == 0
                ? ""
                : ", " + status.unhealthy() + " of " + status.hosts() + " hosts unhealthy";
        return Branch.leaf(name + ": " + status.free() + " of " + status.chips() + " chips free" + largest + unhealthy);
    }

    private Branch attempts() {
        if (story.attempts().isEmpty()) {
            return Branch.leaf("attempts: none yet");
        }
        int more = Math.max(0, story.attempts().size() - LAST_ATTEMPTS);
        return new Branch(
                more == 0
                        ? "attempts"
                        : "attempts, the last " + LAST_ATTEMPTS + " of "
                                + story.attempts().size(),
                story.attempts().reversed().stream()
                        .limit(LAST_ATTEMPTS)
                        .map(this::attempt)
                        .toList());
    }

    private Branch attempt(TrainingAttempt attempt) {
        String where = attempt.getSpec().epoch() + "  " + attempt.getSpec().variant() + " on pool "
                + attempt.getSpec().pool();
        TrainingAttemptStatus seen = attempt.getStatus();
        if (seen == null) {
            return Branch.leaf(where + ": just written");
        }
        AttemptTimings times = Optional.ofNullable(seen.timings()).orElseGet(AttemptTimings::none);
        Optional<Instant> from = Words.time(attempt.getMetadata().getCreationTimestamp());
        Optional<Instant> ended = Words.time(times.ended());
        String lasted = from.map(at -> ended.map(
                                end -> " after " + Words.between(at, end) + ", " + Words.between(end, now) + " ago")
                        .orElseGet(() -> " for " + Words.between(at, now)))
                .orElse("");
        List<Branch> children = new ArrayList<>();
        if (seen.reason() != null) {
            children.add(Branch.leaf(Words.said(seen.reason(), seen.message())));
        }
        children.add(Branch.leaf(steps(seen)));
        seen.evidence().stream()
                .limit(3)
                .forEach(fact -> children.add(Branch.leaf(Stream.of(fact.what(), fact.pod(), fact.node(), fact.detail())
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(", ")))));
        return new Branch(where + ": " + seen.phase() + lasted, children);
    }

    private static String steps(TrainingAttemptStatus seen) {
        CommitRef restored = seen.restored();
        CommitRef commit = seen.lastCommit();
        String from = restored == null
                ? "restored nothing yet"
                : restored.step() == 0
                        ? "began at step 0"
                        : "began at step " + restored.step() + " of epoch " + restored.epoch();
        return from + ", " + (commit == null ? "committed nothing" : "committed step " + commit.step());
    }

    /** Each piece of advice once, the job's own first. */
    private Optional<Branch> next() {
        TrainingJobStatus seen = status.orElseThrow();
        Stream<@Nullable String> words = Stream.of(
                        Stream.<@Nullable String>of(seen.reason()),
                        Optional.ofNullable(seen.waiting()).stream()
                                .flatMap(waiting -> waiting.reasons().stream())
                                .map(WaitingReason::reason),
                        seen.conditions().stream()
                                .filter(c -> "Degraded".equals(c.getType()) && "True".equals(c.getStatus()))
                                .map(Condition::getReason),
                        seen.variants().stream()
                                .filter(v -> "Failed".equals(v.state()))
                                .map(VariantStatus::reason))
                .flatMap(part -> part);
        Set<String> advice = new LinkedHashSet<>();
        words.forEach(word ->
                Words.reason(word).map(Reason::next).filter(n -> !n.isEmpty()).ifPresent(advice::add));
        return advice.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Branch("next", advice.stream().map(Branch::leaf).toList()));
    }
}
