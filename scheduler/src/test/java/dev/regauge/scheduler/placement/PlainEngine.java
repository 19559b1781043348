package dev.regauge.scheduler.placement;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.Turn.Verdict;
import dev.regauge.scheduler.placement.queue.Band;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.LineKey;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules without any index: every turn looks at every waiting job anew. What the real engine has to decide, too. */
final class PlainEngine implements Engine {
    private final Facts facts = new Facts();
    private final GangFit gangFit = new GangFit(facts.fleet);
    private final Claims claims = new Claims(facts);
    private final Moves moves = new Moves(facts, gangFit, claims);
    private final Told told = new Told();
    private final Set<JobRef> tried = new HashSet<>();
    private List<Decision> decisions = new ArrayList<>();
    private Instant now = Instant.EPOCH;
    private Reservations reservations = new Reservations(facts, now);
    private @Nullable Instant wakeAt;

    @Override
    public List<Decision> apply(List<Event> events, Instant at) {
        if (events.isEmpty() && (wakeAt == null || at.isBefore(wakeAt))) {
            return List.of();
        }
        now = at;
        wakeAt = null;
        decisions = new ArrayList<>();
        facts.take(events, now);
        decisions.addAll(claims.settle(now));
        int before;
        do {
            before = decisions.size();
            reservations = new Reservations(facts, now);
            recover();
            guarantees();
            do {
                inTurn();
                takeTurns();
            } while (fillUp());
        } while (decisions.size() > before);
        facts.touched().stream()
                .filter(job ->
                        facts.waiting.get(job) == null && !claims.claimants().contains(job))
                .forEach(told::forget);
        decisions.addAll(moves.make(reservations, now));
        decisions.forEach(decision -> told.forget(decision.job()));
        List<Decision> all = new ArrayList<>(decisions);
        for (JobRef job : claims.waiting()) {
            tell(claims.wait(job), all);
        }
        waits(all);
        facts.endBatch();
        Stream.of(
                        facts.nextExpiry(),
                        Optional.ofNullable(facts.waiting.nextChange()),
                        Optional.ofNullable(facts.turns.nextLook()),
                        Optional.ofNullable(moves.wakeAt()),
                        Optional.ofNullable(claims.wakeAt()),
                        reservations.any() ? Optional.ofNullable(facts.runs.nextEnd()) : Optional.<Instant>empty())
                .flatMap(Optional::stream)
                .forEach(this::wakeBy);
        return all;
    }

    private void recover() {
        for (Waiting job : List.copyOf(facts.waiting.recovering())) {
            boolean patient = verdict(job, Gate.OPEN) instanceof Verdict.No no
                    && no.until().isPresent();
            if (!started(job, Gate.OPEN)
                    && !patient
                    && !claimed(job, Entitlement.Guaranteed)
                    && !claimed(job, Entitlement.HigherBand)) {
                reservations.reserveFor(job, Set.of());
            }
        }
    }

    private void guarantees() {
        for (LineKey line : order().stream().map(this::line).distinct().toList()) {
            Queue queue = facts.queues.get(line.queue());
            for (boolean more = true; more; ) {
                more = order().stream()
                        .filter(job -> line(job).equals(line) && !tried.contains(job.ref()))
                        .filter(job -> queue != null && mayGo(job, offer -> covered(job, offer)))
                        .anyMatch(job -> started(job, new Guarantee(job.job(), facts, blocked(job))));
            }
        }
        tried.clear();
        for (LineKey line : order().stream().map(this::line).distinct().toList()) {
            Set<Lane> hopeless = new HashSet<>();
            for (Waiting job :
                    order().stream().filter(job -> line(job).equals(line)).toList()) {
                claimGuaranteed(job, hopeless);
            }
        }
    }

    /** Where room could not be made for one job it cannot for another one of the same lane. */
    private void claimGuaranteed(Waiting job, Set<Lane> hopeless) {
        Predicate<VariantOffer> covered = offer -> covered(job, offer) && !hopeless.contains(lane(job, offer));
        if (!mayGo(job, covered) || claimed(job, Entitlement.Guaranteed) || !job.plain()) {
            return;
        }
        for (VariantOffer offer : job.offers()) {
            if (covered.test(offer) && !blocked(job).contains(kind(offer)) && withinMaximum(job, offer)) {
                hopeless.add(lane(job, offer));
            }
        }
    }

    private boolean covered(Waiting job, VariantOffer offer) {
        return Entitlement.Guaranteed.covers(job.job(), offer, facts);
    }

    private static Lane lane(Waiting job, VariantOffer offer) {
        return Lane.of(offer, job.job().remainingSteps(), job.overdue());
    }

    private boolean mayPushOut(Waiting job) {
        int lowest = facts.fleet.holders().stream()
                .map(facts::job)
                .filter(other -> other != null && facts.fleet.has(other.job(), other.epoch()))
                .mapToInt(other -> Band.of(other.priority()))
                .min()
                .orElse(Integer.MAX_VALUE);
        return job.band() > lowest;
    }

    private boolean claimed(Waiting job, Entitlement entitlement) {
        if (facts.runs.all().isEmpty() || (entitlement == Entitlement.HigherBand && !mayPushOut(job))) {
            return false;
        }
        if (entitlement == Entitlement.Turn && !facts.turns.anyYields(job.ref(), now)) {
            return false;
        }
        Set<Lane.Kind> blocked = blocked(job);
        decisions.addAll(claims.make(
                job,
                entitlement,
                (pool, offer) -> !blocked.contains(kind(offer))
                        && (entitlement == Entitlement.Turn
                                ? reservations.permitting(pool, offer, job)
                                : reservations.open(offer)),
                now));
        return claims.claimants().contains(job.ref());
    }

    private void inTurn() {
        Map<LineKey, Set<Lane>> hopeless = new HashMap<>();
        for (boolean more = true; more; ) {
            Optional<Waiting> next = order().stream()
                    .filter(job -> !tried.contains(job.ref()))
                    .filter(job -> mayGo(job, offer -> turn(job, offer, hopeless)))
                    .findFirst();
            more = next.isPresent();
            next.ifPresent(job -> {
                if (!started(job, reservations.inTurn(gate(job))) && !claimed(job, Entitlement.HigherBand)) {
                    tried.add(job.ref());
                    List<VariantOffer> offers = job.offers().stream()
                            .filter(offer -> turn(job, offer, hopeless)
                                    && !blocked(job).contains(kind(offer))
                                    && withinMaximum(job, offer))
                            .toList();
                    if (!reservations.reserveFor(job, blocked(job)) && job.plain() && mayPushOut(job)) {
                        offers.forEach(offer -> hopeless.computeIfAbsent(line(job), _ -> new HashSet<>())
                                .add(lane(job, offer)));
                    }
                }
            });
        }
        tried.clear();
    }

    private void takeTurns() {
        Set<LineKey> stirred = facts.turns.stirred();
        Set<LineKey> keys = new TreeSet<>(stirred);
        reservations.all().stream()
                .map(reservation -> facts.turns.line(reservation.holder()))
                .filter(Objects::nonNull)
                .forEach(keys::add);
        for (LineKey line : keys) {
            Map<LineKey, Set<Lane>> hopeless = new HashMap<>();
            for (boolean more = true; more; ) {
                Optional<Waiting> next = order().stream()
                        .filter(job -> line(job).equals(line) && !tried.contains(job.ref()))
                        .filter(job -> mayGo(job, offer -> hope(job, offer, hopeless)))
                        .findFirst();
                more = next.isPresent();
                next.ifPresent(job -> {
                    if (!started(job, gate(job)) && !(stirred.contains(line) && claimed(job, Entitlement.Turn))) {
                        tried.add(job.ref());
                        if (job.plain()) {
                            job.offers().stream()
                                    .filter(offer -> hope(job, offer, hopeless)
                                            && !blocked(job).contains(kind(offer))
                                            && withinMaximum(job, offer))
                                    .toList()
                                    .forEach(offer -> hopeless.computeIfAbsent(line, _ -> new HashSet<>())
                                            .add(lane(job, offer)));
                        }
                    }
                });
            }
        }
        tried.clear();
    }

    private static boolean hope(Waiting job, VariantOffer offer, Map<LineKey, Set<Lane>> hopeless) {
        return !hopeless.getOrDefault(new LineKey(job.job().queue(), job.band()), Set.of())
                .contains(lane(job, offer));
    }

    private boolean turn(Waiting job, VariantOffer offer, Map<LineKey, Set<Lane>> hopeless) {
        return !reservations.has(kind(offer)) && hope(job, offer, hopeless);
    }

    private boolean withinMaximum(Waiting job, VariantOffer offer) {
        return used(job.job().queue(), offer.profile(), job.ref()) + offer.chips()
                <= maximum(job.job().queue(), offer.profile());
    }

    private boolean fillUp() {
        for (boolean more = true; more; ) {
            Optional<Waiting> next = order().stream()
                    .filter(job -> mayGo(job, offer -> true))
                    .filter(job -> started(job, gate(job)))
                    .findFirst();
            if (next.filter(job -> reservations.release(job.ref())).isPresent()) {
                return true;
            }
            more = next.isPresent();
        }
        return false;
    }

    /** Whether some offer passes that its queue's maximum and the overdue job of its line leave to it. */
    private boolean mayGo(Waiting job, Predicate<VariantOffer> passes) {
        Set<Lane.Kind> blocked = blocked(job);
        return job.offers().stream()
                .anyMatch(offer -> passes.test(offer) && !blocked.contains(kind(offer)) && withinMaximum(job, offer));
    }

    private Set<Lane.Kind> blocked(Waiting job) {
        if (job.job().survivors() != null) {
            return Set.of();
        }
        Waiting first = order().stream()
                .filter(other -> line(other).equals(line(job)))
                .findFirst()
                .orElse(job);
        Set<Lane.Kind> kinds = new HashSet<>();
        if (first.overdue() && !first.equals(job) && facts.turns.line(first.ref()) == null) {
            for (VariantOffer offer : first.offers()) {
                if (offer.chips() <= maximum(first.job().queue(), offer.profile()) && reservations.couldEver(offer)) {
                    kinds.add(kind(offer));
                }
            }
        }
        return kinds;
    }

    private Gate gate(Waiting job) {
        return reservations.gate(job, blocked(job), facts.waiting.overdueBefore(job));
    }

    private boolean started(Waiting job, Gate gate) {
        if (!(verdict(job, gate) instanceof Verdict.Go go)) {
            return false;
        }
        Run.Kind kind = new Run.Kind(go.place().pool(), go.variant().chipsPerHost());
        reservations.started(
                kind, go.variant().hosts(), Lane.length(go.variant(), job.job().remainingSteps()));
        facts.promise(job.job(), go.place(), go.variant().chipsPerHost(), now);
        decisions.add(go.place());
        return true;
    }

    private Verdict verdict(Waiting job, Gate gate) {
        Queue queue = facts.queues.get(job.job().queue());
        Optional<Reason> refusal = Admission.refusal(job.job(), queue);
        return refusal.isPresent() || queue == null
                ? new Verdict.No(refusal.stream().toList(), Optional.empty())
                : new Turn(queue, facts.asker(job.job(), now), gangFit, this::used, Gate.leaving(job, gate)).verdict();
    }

    /** All that could start if there were room, line by line. */
    private List<Waiting> order() {
        Map<LineKey, List<Waiting>> lines = new HashMap<>();
        for (Waiting job : facts.waiting.all()) {
            boolean admitted = Admission.refusal(
                            job.job(), facts.queues.get(job.job().queue()))
                    .isEmpty();
            if (admitted && job.job().survivors() == null && !job.offers().isEmpty()) {
                lines.computeIfAbsent(line(job), _ -> new ArrayList<>()).add(job);
            }
        }
        return lines.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<LineKey, List<Waiting>> e) ->
                                -e.getKey().band())
                        .thenComparing(e -> facts.shares.of(e.getKey().queue()))
                        .thenComparing(e -> e.getValue().getFirst().job().submitted())
                        .thenComparing(e -> e.getKey().queue()))
                .flatMap(e -> e.getValue().stream())
                .toList();
    }

    private LineKey line(Waiting job) {
        return new LineKey(job.job().queue(), job.band());
    }

    private static Lane.Kind kind(VariantOffer offer) {
        return Lane.Kind.of(offer);
    }

    private long maximum(String queue, String profile) {
        Queue known = facts.queues.get(queue);
        Queue.Share share = known == null ? null : known.shares().get(profile);
        return share == null ? Queue.Share.UNLIMITED : share.maximum();
    }

    private int used(String queue, String profile, JobRef except) {
        return facts.fleet.holders().stream()
                .map(facts::job)
                .filter(job ->
                        job != null && job.queue().equals(queue) && !job.job().equals(except))
                .mapToInt(job -> facts.fleet.useByProfile(job.job()).getOrDefault(profile, 0))
                .sum();
    }

    private void tell(Decision.Wait wait, List<Decision> all) {
        if (told.isNews(wait, now)) {
            all.add(wait);
        }
    }

    private void waits(List<Decision> all) {
        Map<String, Integer> positions = new TreeMap<>();
        List<Waiting> inTurn = new ArrayList<>(facts.waiting.recovering());
        inTurn.addAll(order());
        Map<JobRef, Decision.Window> starts = new ExpectedStarts(facts, now).of(inTurn);
        for (Waiting job : facts.waiting.all()) {
            Gate gate = job.job().survivors() == null ? gate(job) : Gate.OPEN;
            if (!(verdict(job, gate) instanceof Verdict.No(List<Reason> reasons, Optional<Instant> until))) {
                throw new IllegalStateException(job.ref() + " has room after the batch was worked to its end");
            }
            until.ifPresent(this::wakeBy);
            int position = positions.merge(job.job().queue(), 1, Integer::sum);
            tell(new Decision.Wait(job.ref(), reasons, position, Optional.ofNullable(starts.get(job.ref()))), all);
        }
    }

    private void wakeBy(Instant time) {
        wakeAt = wakeAt == null || time.isBefore(wakeAt) ? time : wakeAt;
    }

    @Override
    public Optional<Instant> wakeAt() {
        return Optional.ofNullable(wakeAt);
    }

    @Override
    public Map<String, Double> averageUse() {
        return Map.of();
    }
}
