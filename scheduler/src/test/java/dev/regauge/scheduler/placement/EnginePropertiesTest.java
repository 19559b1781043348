package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every history of events, judged from outside the engine by a book of its own. */
class EnginePropertiesTest {
    private static final int EVENTS = 60;

    @Property(tries = 25)
    void theIndexedEngineDecidesWhatThePlainOneDoes(@ForAll long seed) {
        History indexed = new History(seed, Engine.create());
        History plain = new History(seed, new PlainEngine());
        for (int i = 0; i < EVENTS; i++) {
            assertThat(indexed.step()).isEqualTo(plain.step());
            assertThat(indexed.engine.wakeAt()).isEqualTo(plain.engine.wakeAt());
        }
    }

    @Property(tries = 15)
    void noChipIsGivenTwiceGangsAreWholeAndQuotasKept(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < EVENTS; i++) {
            history.step();
            history.book.check();
        }
    }

    @Property(tries = 10)
    void theSameHistoryIsDecidedTheSame(@ForAll long seed) {
        History a = new History(seed, Engine.create());
        History b = new History(seed, Engine.create());
        for (int i = 0; i < EVENTS; i++) {
            assertThat(a.step()).isEqualTo(b.step());
        }
    }

    @Property(tries = 10)
    void anEngineFedFromListsWaitsForTheSameReasons(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < EVENTS; i++) {
            history.step();
        }
        List<Event> facts = history.book.facts();
        Collections.shuffle(facts, new Random(seed));
        List<Decision> decisions = Engine.create().apply(facts, history.now);
        assertThat(decisions.stream().filter(d -> !(d instanceof Decision.Wait)))
                .as("nothing new to place after a restart")
                .isEmpty();
        assertThat(new HashSet<>(decisions)).isEqualTo(history.book.newestWaits());
    }

    @Property(tries = 10)
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

    @Property(tries = 10)
    void withoutNewFactsNothingIsDecidedAgain(@ForAll long seed) {
        History history = new History(seed, Engine.create());
        for (int i = 0; i < 60; i++) {
            history.step();
            assertThat(history.engine.apply(List.of(), history.now)).isEmpty();
        }
    }

    @Property(tries = 10)
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
