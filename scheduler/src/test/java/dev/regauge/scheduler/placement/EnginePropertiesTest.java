package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every history of events, judged from outside the engine by a book of its own. */
class EnginePropertiesTest {
    private static final int EVENTS = 60;

    @Property(tries = 12, seed = "2026")
    void theIndexedEngineDecidesWhatThePlainOneDoes(@ForAll long seed) {
        History indexed = new History(seed, Engine.create());
        History plain = new History(seed, new PlainEngine());
        for (int i = 0; i < EVENTS; i++) {
            assertThat(indexed.step()).isEqualTo(plain.step());
            assertThat(indexed.engine.wakeAt()).isEqualTo(plain.engine.wakeAt());
        }
    }

    @Property(tries = 15, seed = "2026")
    void noChipIsGivenTwiceGangsAreWholeAndQuotasKept(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < EVENTS; i++) {
            history.step();
            history.book.check();
        }
    }

    @Property(tries = 10, seed = "2026")
    void theSameHistoryIsDecidedTheSame(@ForAll long seed) {
        History a = new History(seed, Engine.create());
        History b = new History(seed, Engine.create());
        for (int i = 0; i < EVENTS; i++) {
            assertThat(a.step()).isEqualTo(b.step());
        }
    }

    @Property(tries = 10, seed = "2026")
    void anEngineFedFromListsWaitsForTheSameReasons(@ForAll long seed) {
        History history = new History(seed, Engine.create(), false);
        for (int i = 0; i < EVENTS; i++) {
            history.step();
        }
        history.rest();
        // who failed while asked to leave keeps living members, and whoever waits for their hosts is known only to the
        // engine that promised them
        Assume.that(
                history.book.newestWaits().stream().noneMatch(wait -> waitsFor(wait, WaitReason.WaitingForRelease)));
        List<Event> facts = history.book.facts();
        history.engine.averageUse().forEach((queue, usd) -> facts.add(new Event.QueueUsed(queue, usd)));
        Collections.shuffle(facts, new Random(seed));
        List<Decision> decisions = Engine.create().apply(facts, history.now);
        assertThat(decisions.stream().filter(d -> !(d instanceof Decision.Wait)))
                .as("nothing new to decide after a restart")
                .isEmpty();
        assertThat(withoutTimes(decisions)).isEqualTo(withoutTimes(history.book.newestWaits()));
    }

    private static Set<Decision> withoutTimes(Collection<Decision> decisions) {
        return decisions.stream()
                .map(d -> d instanceof Decision.Wait w
                        ? new Decision.Wait(w.job(), w.reasons(), w.position(), Optional.empty())
                        : d)
                .collect(Collectors.toSet());
    }

    private static boolean waitsFor(Decision decision, WaitReason code) {
        return decision instanceof Decision.Wait wait
                && wait.reasons().stream().anyMatch(reason -> reason.code() == code);
    }

    @Property(tries = 15, seed = "2026")
    void nobodyIsAskedToLeaveForNobody(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < EVENTS; i++) {
            List<Decision> decisions = history.step();
            boolean forSomebody = decisions.stream()
                    .anyMatch(d -> d instanceof Decision.Release(var _, var _, Reason why)
                            && why.code() != ReleaseReason.Moving);
            if (forSomebody) {
                assertThat(history.book.newestWaits()).anyMatch(d -> waitsFor(d, WaitReason.WaitingForRelease));
            }
        }
    }

    @Property(tries = 10, seed = "2026")
    void oldNewsChangesNothing(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < 40; i++) {
            history.step();
            List<Event> known = new ArrayList<>();
            history.book.pools.values().forEach(pool -> known.add(new Event.PoolSeen(pool)));
            history.book.hosts.values().forEach(host -> known.add(new Event.HostSeen(host)));
            history.book.queues.values().forEach(queue -> known.add(new Event.QueueSeen(queue)));
            history.book.jobs.values().forEach(job -> known.add(new Event.JobSeen(job)));
            Collections.shuffle(known, new Random(seed));
            assertThat(history.engine.apply(known, history.now)).allMatch(Decision.Wait.class::isInstance);
        }
    }

    @Property(tries = 10, seed = "2026")
    void moreHostsNeverDelayTheFirstInTurn(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < 30; i++) {
            history.step();
        }
        List<Event> facts = history.book.facts().stream()
                .filter(f -> !(f instanceof Event.ChipsHeld || f instanceof Event.PlacementRefused))
                .filter(f -> !(f instanceof Event.JobSeen(JobRequest job) && job.survivors() != null))
                .map(f -> f instanceof Event.QueueSeen(Queue queue)
                        ? new Event.QueueSeen(
                                new Queue(queue.name(), Set.of("*"), Map.of(), queue.weight(), 300, null, false))
                        : f)
                .toList();
        List<Event> more = new ArrayList<>(facts);
        history.book.hosts.values().stream()
                .limit(2)
                .forEach(h -> more.add(
                        new Event.HostSeen(new Host(h.node() + "0000", h.pool(), h.chips(), true, h.topology()))));
        Facts known = new Facts();
        known.take(facts, history.now);
        if (!known.waiting.inTurn().isEmpty()) {
            JobRef first = known.waiting.inTurn().getFirst().ref();
            if (places(Engine.create().apply(facts, history.now), first)) {
                assertThat(places(Engine.create().apply(more, history.now), first))
                        .isTrue();
            }
        }
    }

    private static boolean places(List<Decision> decisions, JobRef job) {
        return decisions.stream()
                .anyMatch(d -> d instanceof Decision.Place && d.job().equals(job));
    }

    @Property(tries = 10, seed = "2026")
    void namesOfHostsDoNotChangeWhatRunsWhere(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < 30; i++) {
            history.step();
        }
        List<Event> facts = history.book.facts().stream()
                .filter(f -> !(f instanceof Event.ChipsHeld || f instanceof Event.PlacementRefused))
                .filter(f -> !(f instanceof Event.JobSeen(JobRequest job) && job.survivors() != null))
                .toList();
        List<Event> renamed = facts.stream().map(EnginePropertiesTest::renamed).toList();
        assertThat(starts(Engine.create().apply(renamed, history.now)))
                .isEqualTo(starts(Engine.create().apply(facts, history.now)));
    }

    private static Event renamed(Event fact) {
        return fact instanceof Event.HostSeen(Host h)
                ? new Event.HostSeen(new Host(
                        "z" + (999 - Integer.parseInt(h.node().substring(4))),
                        h.pool(),
                        h.chips(),
                        h.healthy(),
                        h.topology()))
                : fact;
    }

    private static List<String> starts(List<Decision> decisions) {
        return decisions.stream()
                .map(d -> d instanceof Decision.Place p
                        ? p.job() + " " + p.variant() + " " + p.pool()
                        : d.job() + " waits")
                .sorted()
                .toList();
    }

    @Property(tries = 10, seed = "2026")
    void withoutNewFactsNothingIsDecidedAgain(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < 60; i++) {
            history.step();
            assertThat(history.engine.apply(List.of(), history.now)).isEmpty();
        }
    }

    @Property(tries = 10, seed = "2026")
    void wakingEarlierThanAskedChangesNothing(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < 60; i++) {
            history.step();
            Instant wake = history.engine.wakeAt().orElse(null);
            if (wake != null) {
                assertThat(wake).isAfter(history.now);
                Instant justBefore = wake.minusMillis(1);
                if (justBefore.isAfter(history.now)) {
                    assertThat(history.engine.apply(List.of(), justBefore)).isEmpty();
                    history.now = justBefore;
                }
            }
        }
    }
}
