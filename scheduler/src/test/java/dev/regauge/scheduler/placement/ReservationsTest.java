package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.chips;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private static final int HOUR = 3600;

    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final VariantOffer three = variant("three", "cpu", 3, 8, 1);
    private final VariantOffer other = variant("other", "h100", 1, 8, 1);
    private final VariantOffer small = variant("small", "cpu", 1, 4, 1);

    private final Facts facts = new Facts();
    private final World world = new World(new Listener(facts)).queue("research", Map.of());

    private void pool(String name, String profile, int hosts, int spares) {
        world.tell(new Event.PoolSeen(new Pool(name, profile, 1, Carving.Fixed, spares)));
        for (int h = 0; h < hosts; h++) {
            world.host(name + h, name, 8);
        }
    }

    /** Has these hosts for so long. */
    private void runs(String name, VariantOffer variant, int hours, String... nodes) {
        world.job(aJob(name).with(variant).remaining((long) hours * HOUR)).held(name, 1, chips(8, nodes));
    }

    private Waiting waits(World.Job job) {
        String name = job.build().job().name();
        world.job(job).decide();
        return Stream.concat(facts.waiting.inTurn().stream(), facts.waiting.recovering().stream())
                .filter(waiting -> waiting.ref().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Reservations none() {
        return new Reservations(facts, world.now);
    }

    private @Nullable Reservation kept(World.Job job) {
        Waiting waiting = waits(job);
        Reservations reservations = none();
        boolean kept = reservations.reserveFor(waiting, Set.of());
        Reservation reservation = reservations.of(waiting.ref());
        assertThat(kept).isEqualTo(reservation != null);
        return reservation;
    }

    private static Reservation kept(Reservations reservations, String holder) {
        return Objects.requireNonNull(reservations.of(ref(holder)));
    }

    private Instant after(int hours) {
        return World.START.plusSeconds((long) hours * HOUR);
    }

    private static Lane.Kind kind(String profile, int chips) {
        return new Lane.Kind(profile, chips);
    }

    private Pool poolNamed(String name) {
        return Objects.requireNonNull(facts.fleet.pool(name));
    }

    @Test
    void hostsAreKeptWhereTheJobIsExpectedToStartFirst() {
        pool("late", "cpu", 2, 0);
        pool("soon", "cpu", 2, 0);
        runs("a", two, 3, "late0", "late1");
        runs("b", two, 2, "soon0", "soon1");
        Waiting gang = waits(aJob("gang").with(two));
        Reservations reservations = none();
        assertThat(reservations.any()).isFalse();
        assertThat(reservations.open(two)).isTrue();
        assertThat(reservations.on(poolNamed("soon"), 8)).isNull();
        assertThat(reservations.reserveFor(gang, Set.of())).isTrue();
        Reservation kept = new Reservation(ref("gang"), new Run.Kind("soon", 8), after(2), 0, true, false);
        assertThat(reservations.all()).containsExactly(kept);
        assertThat(reservations.any()).isTrue();
        assertThat(reservations.open(two)).isFalse();
        assertThat(reservations.open(small)).isTrue();
        assertThat(reservations.on(poolNamed("soon"), 8)).isEqualTo(kept);
        assertThat(reservations.on(poolNamed("late"), 8)).isNull();
        assertThat(reservations.of(ref("b"))).isNull();
    }

    @Test
    void nothingIsKeptTwiceOrWhereTheJobMayNotGo() {
        pool("p", "cpu", 2, 0);
        runs("a", two, 1, "p0", "p1");
        Waiting gang = waits(aJob("gang").with(two));
        assertThat(none().reserveFor(gang, Set.of(kind("cpu", 8)))).isFalse();
        Reservations reservations = none();
        assertThat(reservations.reserveFor(gang, Set.of(kind("cpu", 4)))).isTrue();
        assertThat(reservations.reserveFor(waits(aJob("next").with(one)), Set.of()))
                .isFalse();
        world.queue("research", Map.of("cpu", new Queue.Share(0, 24)));
        assertThat(kept(aJob("gang").with(two)))
                .as("24 chips with the 16 of the one that runs")
                .isNull();
        assertThat(kept(aJob("gang").with(one))).isNotNull();
    }

    @Test
    void onlyHealthyHostsThatAreNoSparesAndOpenToTheJobCount() {
        pool("p", "cpu", 4, 1);
        world.sick("p3", "p", 8);
        runs("a", two, 1, "p0", "p1");
        assertThat(kept(aJob("gang").with(three))).as("one of three is a spare").isNull();
        assertThat(kept(aJob("pair").with(two).excludes("p0")))
                .as("and one is closed to the job")
                .isNull();
        assertThat(kept(aJob("pair").with(two)))
                .as("of three hosts one is a spare, two are wanted")
                .isEqualTo(new Reservation(ref("pair"), new Run.Kind("p", 8), after(1), 0, true, false));
    }

    @Test
    void aFreeHostThatIsClosedToTheJobIsNotFreeForIt() {
        pool("p", "cpu", 3, 0);
        runs("a", one, 1, "p1");
        runs("b", one, 2, "p2");
        assertThat(kept(aJob("pair").with(two).excludes("p0")))
                .isEqualTo(new Reservation(ref("pair"), new Run.Kind("p", 8), after(2), 0, true, false));
        assertThat(kept(aJob("pair").with(two)))
                .isEqualTo(new Reservation(ref("pair"), new Run.Kind("p", 8), after(1), 0, true, false));
    }

    @Test
    void livingMembersCountForTheirOwnGangInTheirOwnPool() {
        pool("p", "cpu", 2, 0);
        runs("a", one, 1, "p1");
        world.held("gang", 1, chips(8, "p0"));
        World.Job gang = aJob("gang").epoch(2).with(two).survivors("two", "p0", "-");
        Reservation kept = new Reservation(ref("gang"), new Run.Kind("p", 8), after(1), 0, true, false);
        assertThat(kept(gang)).isEqualTo(kept);
        pool("q", "cpu", 2, 0);
        runs("b", two, 2, "q0", "q1");
        assertThat(kept(gang)).as("the living one is no host of the other pool").isEqualTo(kept);
        world.sick("p0", "p", 8);
        assertThat(kept(gang)).isEqualTo(new Reservation(ref("gang"), new Run.Kind("q", 8), after(2), 0, true, false));
    }

    @Test
    void whatComesBackBeyondWhatIsWantedIsOver() {
        pool("p", "cpu", 5, 0);
        runs("a", three, 1, "p0", "p1", "p2");
        runs("b", one, 2, "p3");
        assertThat(kept(aJob("pair").with(two)))
                .isEqualTo(new Reservation(ref("pair"), new Run.Kind("p", 8), after(1), 2, true, false));
    }

    @Test
    void whatIsOnItsWayOutMayComeBackAtOnce() {
        pool("p", "cpu", 1, 0);
        runs("a", one, 5, "p0");
        world.tell(new Event.JobGone(ref("a")));
        assertThat(kept(aJob("b").with(one)))
                .isEqualTo(new Reservation(ref("b"), new Run.Kind("p", 8), world.now, 0, true, false));
    }

    @Test
    void nothingIsKeptWhereNothingComesBack() {
        pool("p", "cpu", 2, 0);
        runs("a", one, 1, "p0");
        world.held("b", 1, chips(8, "p1")).job(aJob("b").epoch(2).with(one).survivors("one", "p1"));
        assertThat(kept(aJob("pair").with(two)))
                .as("a living member stays where it is")
                .isNull();
    }

    @Test
    void whoHasStartedKeepsNothingAndItsKindOfHostsIsOpenAgain() {
        pool("p", "cpu", 1, 0);
        pool("h", "h100", 1, 0);
        world.host("s0", "p", 4);
        runs("a", one, 1, "p0");
        runs("b", other, 1, "h0");
        world.job(aJob("c").with(small).remaining(HOUR)).held("c", 1, chips(4, "s0"));
        Reservations reservations = none();
        for (VariantOffer wanted : List.of(one, other, small)) {
            assertThat(reservations.reserveFor(
                            waits(aJob("for-" + wanted.name()).with(wanted)), Set.of()))
                    .isTrue();
        }
        assertThat(reservations.release(ref("a"))).as("nothing was kept for it").isFalse();
        assertThat(reservations.release(ref("for-one"))).isTrue();
        assertThat(reservations.release(ref("for-one"))).isFalse();
        assertThat(reservations.has(kind("cpu", 8))).isFalse();
        assertThat(reservations.has(kind("cpu", 4))).isTrue();
        assertThat(reservations.has(kind("h100", 8))).isTrue();
        assertThat(reservations.all())
                .extracting(Reservation::holder)
                .containsExactly(ref("for-other"), ref("for-small"));
    }

    @Test
    void whatStartsBesideTakesFromWhatIsOverUnlessItEndsInTime() {
        pool("p", "cpu", 4, 0);
        runs("a", three, 4, "p0", "p1", "p2");
        Waiting pair = waits(aJob("pair").with(two));
        Reservations reservations = none();
        assertThat(reservations.reserveFor(pair, Set.of())).isTrue();
        Run.Kind kind = new Run.Kind("p", 8);
        assertThat(kept(reservations, "pair").spare()).isEqualTo(2);
        reservations.started(kind, 1, 7);
        assertThat(kept(reservations, "pair").spare())
                .as("128 minutes are less than 4 h")
                .isEqualTo(2);
        reservations.started(kind, 1, 8);
        assertThat(kept(reservations, "pair").spare()).as("256 are more").isEqualTo(1);
    }

    @Test
    void whoNeedsNoMoreThanIsOverOrEndsInTimeMayStart() {
        Instant now = World.START;
        Reservation kept = new Reservation(ref("a"), new Run.Kind("p", 8), now.plusSeconds(64 * 60), 1, true, false);
        assertThat(kept.permits(lane(1, 20), now)).isTrue();
        assertThat(kept.permits(lane(2, 6), now)).as("ends at the very moment").isTrue();
        assertThat(kept.permits(lane(2, 7), now)).isFalse();
        assertThat(kept.permits(lane(2, 6), now.plusSeconds(1))).isFalse();
        Reservation patient = new Reservation(ref("a"), kept.kind(), kept.start(), 1, false, false);
        assertThat(patient.permits(lane(2, 0), now)).as("estimates may be lies").isFalse();
        assertThat(patient.permits(lane(1, 0), now)).isTrue();
        assertThat(patient.after(1, 0, now).spare()).isZero();
        assertThat(new Reservation(ref("a"), kept.kind(), kept.start(), 1, true, true).permits(lane(1, 0), now))
                .as("the whole pool is kept")
                .isFalse();
    }

    private static Lane lane(int hosts, int length) {
        return new Lane("cpu", 8, hosts, null, length, false);
    }

    @Test
    void aPoolThatIsCarvedIsKeptWholeForWhoHasWaitedTooLong() {
        world.tell(new Event.PoolSeen(new Pool("pod", "v5p", 1, Carving.Optical)));
        Grounds.pod("pod", "pod", 4, 4, 4).forEach(host -> world.tell(new Event.HostSeen(host)));
        World.Job gang = aJob("gang").with(Grounds.slice("4x4x4"));
        assertThat(kept(gang)).isNull();
        world.later(73 * HOUR);
        assertThat(kept(gang))
                .isEqualTo(new Reservation(ref("gang"), new Run.Kind("pod", 4), world.now, 0, false, true));
        world.tell(new Event.PoolSeen(new Pool("pod", "v5p", 1, Carving.Fixed)));
        assertThat(kept(gang)).as("the provider's slices are all alike").isNull();
    }

    @Test
    void hostsCouldEverBeEnoughIfSoManyAreHealthyAndNoSpares() {
        pool("p", "cpu", 4, 1);
        world.sick("p3", "p", 8).decide();
        assertThat(none().couldEver(two)).isTrue();
        assertThat(none().couldEver(three)).isFalse();
        assertThat(none().couldEver(other)).isFalse();
    }

    @Test
    void inTurnNobodyConsidersHostsOfAKindForWhichSomebodyWaits() {
        pool("p", "cpu", 1, 0);
        pool("h", "h100", 1, 0);
        runs("a", one, 1, "p0");
        Waiting first = waits(aJob("first").with(one));
        Waiting next = waits(aJob("next").with(one, other).remaining(3 * HOUR).submitted(1));
        Reservations reservations = none();
        assertThat(reservations.inTurn(Gate.OPEN).considers(one)).isTrue();
        assertThat(reservations.reserveFor(first, Set.of())).isTrue();
        Gate gate = reservations.gate(next, Set.of(kind("h100", 8)), first);
        Gate inTurn = reservations.inTurn(gate);
        assertThat(inTurn.considers(one)).isFalse();
        assertThat(inTurn.considers(other)).isTrue();
        assertThat(inTurn.open(poolNamed("h"), other)).as("shut to it").isFalse();
        assertThat(inTurn.open(poolNamed("h"), variant("half", "h100", 1, 4, 1)))
                .isTrue();
        assertThat(inTurn.shut(poolNamed("h"), other))
                .isEqualTo(new Reason(
                        WaitReason.WaitingForTurn, "team/first has waited too long and goes first in queue research"));
        assertThat(gate.shut(poolNamed("p"), one))
                .isEqualTo(new Reason(
                        WaitReason.Reserved,
                        "pool p has room for one, but it is kept for team/first, which comes first"));
        assertThat(gate.open(poolNamed("p"), one)).isFalse();
        assertThat(reservations.gate(first, Set.of(), null).open(poolNamed("p"), one))
                .as("to the one for which it is kept")
                .isTrue();
    }
}
