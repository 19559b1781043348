package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.Line;
import dev.regauge.scheduler.placement.queue.LineKey;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is looked at next. Jobs stand in their lines by priority. */
class CandidatesTest {
    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final VariantOffer gpu = variant("gpu", "h100", 1, 8, 1);

    private final Facts facts = new Facts();
    private final World world = new World(new Listener(facts)).queue("research", Map.of());

    private void pool(String name, String profile, int hosts, int spares) {
        world.tell(new Event.PoolSeen(new Pool(name, profile, 1, Carving.Fixed, spares)));
        for (int h = 0; h < hosts; h++) {
            world.host(name + h, name, 8);
        }
    }

    private Candidates candidates(Reservations reservations) {
        return new Candidates(facts, reservations, world.now);
    }

    private Candidates candidates() {
        world.decide();
        return candidates(new Reservations(facts, world.now));
    }

    private Line line(String queue) {
        return Objects.requireNonNull(facts.waiting.line(new LineKey(queue, 0)));
    }

    private Queue queue(String name) {
        return Objects.requireNonNull(facts.queue(name));
    }

    private static Candidates.Next found(Candidates.@Nullable Next next) {
        return Objects.requireNonNull(next);
    }

    private static String name(Candidates.@Nullable Next next) {
        return found(next).job().ref().name();
    }

    private BitSet lanes(String job) {
        return facts.waiting.lanesOf(ref(job));
    }

    @Test
    void whoWasTriedIsNotNextAgainBeforeThatIsForgotten() {
        pool("p", "cpu", 1, 0);
        world.job(aJob("a").with(one).priority(2)).job(aJob("b").with(one).priority(1));
        Candidates candidates = candidates();
        Candidates.Next first = found(candidates.firstInTurn());
        assertThat(name(first)).isEqualTo("a");
        candidates.tried(first.job());
        assertThat(name(candidates.firstInTurn())).isEqualTo("b");
        assertThat(name(candidates.firstThatFits())).isEqualTo("b");
        candidates.forgetTried();
        assertThat(name(candidates.firstInTurn())).isEqualTo("a");
    }

    @Test
    void whereOnePlainJobHasNoRoomNoneOfItsLaneHas() {
        pool("p", "cpu", 2, 0);
        pool("h", "h100", 1, 0);
        world.queue("other", Map.of());
        world.job(aJob("a").with(one).priority(9))
                .job(aJob("b").with(one).priority(8))
                .job(aJob("c").with(two).priority(7))
                .job(aJob("d").queue("other").with(one).submitted(1).priority(6))
                .job(aJob("e").queue("other").with(gpu).submitted(1).priority(5));
        Candidates candidates = candidates();
        candidates.skip(found(candidates.firstInTurn()), true);
        assertThat(name(candidates.firstInTurn())).as("b is in the lane of a").isEqualTo("c");
        candidates.skip(found(candidates.firstInTurn()), true);
        assertThat(name(candidates.firstInTurn()))
                .as("d, too, but in another line")
                .isEqualTo("d");
        candidates.forgetTried();
        candidates.skip(found(candidates.firstInTurn()), false);
        candidates.skip(found(candidates.firstInTurn()), false);
        assertThat(name(candidates.firstInTurn())).isEqualTo("e");
    }

    @Test
    void aJobThatIsSetApartSpeaksForNobodyElse() {
        pool("p", "cpu", 1, 0);
        world.job(aJob("a").with(one).priority(9).excludes("p0"))
                .job(aJob("b").with(one).priority(8));
        Candidates candidates = candidates();
        candidates.skip(found(candidates.firstInTurn()), false);
        assertThat(name(candidates.firstInTurn())).isEqualTo("b");
    }

    @Test
    void onlyTheLanesByWhichAJobWasFoundHaveNoRoom() {
        pool("p", "cpu", 1, 0);
        pool("h", "h100", 1, 0);
        world.job(aJob("either").with(one, gpu).priority(9))
                .job(aJob("cpu").with(one).priority(8))
                .job(aJob("gpu").with(gpu).priority(7));
        Candidates candidates = candidates();
        Candidates.Next next = found(candidates.next(line("research"), lanes("gpu")));
        assertThat(name(next)).isEqualTo("either");
        assertThat(next.lanes()).isEqualTo(lanes("gpu"));
        candidates.skip(next, false);
        assertThat(name(candidates.firstInTurn()))
                .as("nobody has looked for hosts of the other kind")
                .isEqualTo("cpu");
    }

    @Test
    void onlyWhatStaysWithinTheQueuesShareIsNext() {
        pool("p", "cpu", 4, 0);
        world.queue("narrow", Map.of("cpu", new Queue.Share(8, 16)));
        world.job(aJob("three")
                        .queue("narrow")
                        .with(variant("three", "cpu", 3, 8, 1))
                        .priority(9))
                .job(aJob("two").queue("narrow").with(two).priority(8))
                .job(aJob("one").queue("narrow").with(one).priority(7))
                .job(aJob("gpu").queue("narrow").with(gpu).priority(6));
        Candidates candidates = candidates();
        assertThat(name(candidates.firstInTurn())).isEqualTo("two");
        assertThat(name(candidates.guaranteed(line("narrow"), queue("narrow"), true)))
                .isEqualTo("one");
        assertThat(candidates.guaranteed(line("narrow"), queue("narrow"), false))
                .as("of a profile that is not listed nothing is guaranteed")
                .satisfies(next -> assertThat(found(next).lanes()).isEqualTo(lanes("one")));
        world.held("runs", 1, chips(8, "p0", "p1"))
                .job(aJob("runs").queue("narrow").with(two));
        Candidates later = candidates();
        assertThat(name(later.firstInTurn()))
                .as("there is no maximum of that profile")
                .isEqualTo("gpu");
        assertThat(later.guaranteed(line("narrow"), queue("narrow"), false)).isNull();
    }

    @Test
    void whatIsKeptForAnotherIsNoHopeBesideItButWithinAGuaranteeAndWhereSomebodyYields() {
        pool("p", "cpu", 2, 0);
        world.queue("mine", Map.of("cpu", new Queue.Share(8, 8)));
        world.job(aJob("r").with(one)).held("r", 1, chips(8, "p0"));
        world.job(aJob("big").with(two).priority(9))
                .job(aJob("long").queue("mine").with(one).remaining(1_000_000))
                .decide();
        Reservations reservations = new Reservations(facts, world.now);
        assertThat(reservations.reserveFor(Objects.requireNonNull(facts.waiting.get(ref("big"))), Set.of()))
                .isTrue();
        Candidates candidates = candidates(reservations);
        assertThat(candidates.firstInTurn()).isNull();
        assertThat(candidates.firstThatFits()).isNull();
        assertThat(name(candidates.guaranteed(line("mine"), queue("mine"), true)))
                .isEqualTo("long");
        assertThat(candidates.hopeful(line("mine"), Double.POSITIVE_INFINITY, _ -> false))
                .isEqualTo(lanes("long"));
    }

    @Test
    void hopefulAreLanesOfTheLineForWhichEnoughHostsAreFreeBesideSpares() {
        pool("p", "cpu", 2, 1);
        pool("h", "h100", 1, 1);
        world.queue("other", Map.of());
        world.job(aJob("a").with(one))
                .job(aJob("b").with(two))
                .job(aJob("c").with(gpu))
                .job(aJob("d").queue("other").with(one).remaining(1_000_000));
        Candidates candidates = candidates();
        assertThat(candidates.hopeful(line("research"), Double.POSITIVE_INFINITY, _ -> false))
                .isEqualTo(lanes("a"));
        assertThat(candidates.hopeful(line("other"), Double.POSITIVE_INFINITY, _ -> false))
                .isEqualTo(lanes("d"));
    }

    @Test
    void aLaneHasHopeIfSomebodyMakesRoomForWhoComesFirstInIt() {
        world.job(aJob("a").with(one).priority(9).excludes("p0"))
                .job(aJob("b").with(one).priority(8))
                .job(aJob("c").with(one).priority(7))
                .job(aJob("other").with(two));
        Candidates candidates = candidates();
        for (String first : List.of("a", "b")) {
            assertThat(candidates.hopeful(line("research"), Double.POSITIVE_INFINITY, job -> job.ref()
                            .equals(ref(first))))
                    .as("%s is the first, or only one that is set apart comes before", first)
                    .isEqualTo(lanes("a"));
        }
        assertThat(candidates.hopeful(line("research"), Double.POSITIVE_INFINITY, job -> job.ref()
                        .equals(ref("c"))))
                .as("b is as good and comes before")
                .isEqualTo(new BitSet());
    }

    @Test
    void whoHasWaitedTooLongKeepsItsKindsOfHostsFromTheOthersOfItsLine() {
        pool("p", "cpu", 2, 0);
        pool("h", "h100", 1, 0);
        world.job(aJob("old").with(two)).decide();
        world.later(80L * 3600)
                .job(aJob("new").with(one, gpu).submitted(80L * 3600))
                .job(aJob("recovers").with(one).epoch(2).survivors("one", "-"))
                .decide();
        Candidates candidates = candidates();
        assertThat(candidates.shutKinds(Objects.requireNonNull(facts.waiting.get(ref("new")))))
                .containsExactly(new Lane.Kind("cpu", 8));
        assertThat(candidates.shutKinds(Objects.requireNonNull(facts.waiting.get(ref("old")))))
                .isEmpty();
        assertThat(candidates.shutKinds(Objects.requireNonNull(facts.waiting.get(ref("recovers")))))
                .isEmpty();
        BitSet all = new BitSet();
        all.or(lanes("old"));
        all.or(lanes("new"));
        Candidates.Next first = found(candidates.next(line("research"), all));
        assertThat(name(first)).isEqualTo("old");
        candidates.tried(first.job());
        Candidates.Next second = found(candidates.next(line("research"), all));
        assertThat(name(second)).isEqualTo("new");
        assertThat(second.lanes().cardinality()).as("only by the other kind").isEqualTo(1);
    }
}
