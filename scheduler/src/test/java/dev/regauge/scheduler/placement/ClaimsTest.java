package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.released;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import dev.regauge.scheduler.identity.Epoch;
import dev.regauge.scheduler.placement.queue.Waiting;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Room that is being made: for whom it is, until when, and when that is over. */
class ClaimsTest {
    private static final VariantOffer ONE = variant("one", "cpu", 1, 8, 1);
    private static final VariantOffer TWO = variant("two", "cpu", 2, 8, 1);

    private final Facts facts = new Facts();
    private final Claims claims = new Claims(facts);
    private final World world = new World(new Listener(facts));

    /** Two jobs of theirs on what mine is guaranteed. */
    @BeforeEach
    void lent() {
        world.pool("p", "cpu", 1)
                .host("n0", "p", 8)
                .host("n1", "p", 8)
                .queue("mine", 1, Map.of("cpu", new Queue.Share(16, 16)))
                .queue("theirs", 1, Map.of());
        for (String number : List.of("0", "1")) {
            world.job(theirs("r" + number)).held("r" + number, 1, Map.of("n" + number, 8));
        }
        world.decide();
    }

    private static World.Job theirs(String name) {
        return aJob(name).queue("theirs").with(ONE).remaining(100_000);
    }

    private static World.Job mine(String name, VariantOffer... variants) {
        return aJob(name).queue("mine").with(variants);
    }

    private Waiting waits(World.Job job) {
        world.job(job).decide();
        return Objects.requireNonNull(facts.waiting.get(job.build().job()));
    }

    private List<Decision> make(World.Job job) {
        return make(job, Entitlement.Guaranteed);
    }

    private List<Decision> make(World.Job job, Entitlement entitlement) {
        return claims.make(waits(job), entitlement, (_, _) -> true, world.now);
    }

    private List<Decision> settle() {
        world.decide();
        return claims.settle(world.now);
    }

    private Map<Run.Kind, Integer> givesBack(String job) {
        return Objects.requireNonNull(facts.runs.of(ref(job))).hosts();
    }

    // made

    @Test
    void theHostsAreTheClaimantsAsSoonAsTheOthersAreAsked() {
        assertThat(givesBack("r0")).isEqualTo(Map.of(new Run.Kind("p", 8), 1));
        assertThat(released(make(mine("a", TWO)))).containsExactly("r0", "r1");
        assertThat(claims.asked()).containsExactlyInAnyOrder(ref("r0"), ref("r1"));
        assertThat(claims.asked(ref("r0"))).isTrue();
        assertThat(claims.asked(ref("a"))).isFalse();
        assertThat(claims.waiting()).containsExactly(ref("a"));
        assertThat(facts.fleet.nodesOf(ref("a"))).containsExactlyInAnyOrder("n0", "n1");
        assertThat(givesBack("r0")).as("to nobody else").isEmpty();
        assertThat(givesBack("r1")).isEmpty();
    }

    @Test
    void theClaimantIsToldWhomItWaitsFor() {
        make(mine("a", TWO));
        assertThat(claims.wait(ref("a")).reasons())
                .containsExactly(new Reason(
                        WaitReason.WaitingForRelease, "until team/r0, team/r1 have left, whose chips go to two"));
    }

    @Test
    void theClaimantIsPlacedWhenTheLastOneHasLeft() {
        make(mine("a", TWO));
        assertThat(settle()).isEmpty();
        world.freed("r0").job(theirs("r0").epoch(2));
        assertThat(settle()).isEmpty();
        assertThat(claims.asked()).containsExactly(ref("r1"));
        world.tell(new Event.JobGone(ref("r1")));
        assertThat(settle()).as("its chips are not free yet").isEmpty();
        world.freed("r1");
        assertThat(settle())
                .containsExactly(new Decision.Place(
                        ref("a"),
                        new Epoch(1),
                        "two",
                        "p",
                        List.of("n0", "n1"),
                        List.of(new Reason(
                                PlaceReason.OnlyFeasibleVariant,
                                "two is where room was made: team/r0, team/r1 had to leave"))));
        assertThat(claims.claimants()).isEmpty();
        assertThat(settle()).as("placed once").isEmpty();
    }

    @Test
    void whoIsAskedAlreadyIsNotAskedAgain() {
        make(mine("a", ONE));
        world.tell(new Event.JobGone(ref("a")));
        settle();
        assertThat(make(mine("b", ONE))).as("r0 leaves for b now").isEmpty();
        assertThat(claims.waiting()).containsExactly(ref("b"));
    }

    // over for those who leave

    static Stream<Named<UnaryOperator<World>>> departures() {
        return Stream.of(
                named("its chips are free", world -> world.freed("r0")),
                named("it is gone", world -> world.tell(new Event.JobGone(ref("r0")))),
                named("its next attempt waits", world -> world.job(theirs("r0").epoch(2))),
                named("its next attempt runs", world -> world.job(theirs("r0").epoch(2))
                        .held("r0", 2, Map.of("n0", 8))));
    }

    @ParameterizedTest
    @MethodSource("departures")
    void whoHasLeftIsNotAskedAnyMore(UnaryOperator<World> leaves) {
        make(mine("a", TWO));
        settle();
        assertThat(claims.asked(ref("r0"))).isTrue();
        leaves.apply(world);
        settle();
        assertThat(claims.asked(ref("r0"))).isFalse();
        assertThat(claims.asked(ref("r1"))).isTrue();
    }

    // over for the claimant

    static Stream<Named<UnaryOperator<World>>> ends() {
        World.Job elsewhere = mine("a", TWO, variant("other", "h100", 1, 8, 1)).pinned("other");
        return Stream.of(
                named("the job is gone", world -> world.tell(new Event.JobGone(ref("a")))),
                named(
                        "it asks for a later attempt",
                        world -> world.job(mine("a", TWO).epoch(3))),
                named("it has the variant no more", world -> world.job(mine("a", ONE))),
                named("the variant runs otherwise", world -> world.job(mine("a", variant("two", "cpu", 1, 8, 1)))),
                named("it is pinned to another", world -> world.job(elsewhere)),
                named("the pool is gone", world -> world.tell(new Event.PoolGone("p"))),
                named("the pool is of another profile", world -> world.pool("p", "h100", 1)),
                named("a host is ill", world -> world.sick("n1", "p", 8)),
                named("a host is gone", world -> world.tell(new Event.HostGone("n0"))),
                named("a host is in another pool", world -> world.host("n0", "q", 8)),
                named("a host has fewer chips", world -> world.host("n1", "p", 4)),
                named("the queue may have less", world -> world.queue("mine", Map.of("cpu", new Queue.Share(0, 15)))),
                named("the queue is gone", world -> world.tell(new Event.QueueGone("mine"))),
                named(
                        "the budget is spent",
                        world -> world.tell(new Event.QueueSeen(new Queue(
                                "mine",
                                Set.of("*"),
                                Map.of("cpu", new Queue.Share(16, 16)),
                                1,
                                300,
                                new Queue.Budget(5, 5, World.START.plusSeconds(1000)),
                                false)))));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void aClaimThatCannotBecomeAPlaceIsVoid(UnaryOperator<World> ends) {
        make(mine("a", TWO));
        settle();
        assertThat(claims.claimants()).containsExactly(ref("a"));
        ends.apply(world);
        assertThat(settle()).isEmpty();
        assertThat(claims.claimants()).isEmpty();
        assertThat(facts.fleet.nodesOf(ref("a"))).isEmpty();
    }

    static Stream<Named<UnaryOperator<World>>> changes() {
        return Stream.of(
                named("nothing", world -> world),
                named(
                        "it is pinned to this one",
                        world -> world.job(mine("a", TWO).pinned("two"))),
                named("it has one variant more", world -> world.job(mine("a", ONE, TWO))),
                named("it has less to do", world -> world.job(mine("a", TWO).remaining(7))),
                named("it is said to hold nothing", world -> world.freed("a")),
                named("another host is ill", world -> world.sick("n2", "p", 8)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whateverElseHappensTheClaimStands(UnaryOperator<World> changes) {
        make(mine("a", TWO));
        changes.apply(world);
        assertThat(settle()).isEmpty();
        assertThat(claims.claimants()).containsExactly(ref("a"));
        assertThat(facts.fleet.nodesOf(ref("a"))).containsExactlyInAnyOrder("n0", "n1");
        world.gone("r0").gone("r1");
        assertThat(settle()).hasSize(1);
    }

    @Test
    void whatWasClaimedInVainIsOpenToEverybodyAgain() {
        make(mine("a", TWO));
        world.tell(new Event.JobGone(ref("a")));
        settle();
        assertThat(givesBack("r0")).isEqualTo(Map.of(new Run.Kind("p", 8), 1));
        assertThat(givesBack("r1")).isEqualTo(Map.of(new Run.Kind("p", 8), 1));
    }

    // tried again

    @Test
    void forWhomNoRoomCouldBeMadeItIsTriedAgainAfterTenSeconds() {
        world.queue("theirs", 1, Map.of("cpu", new Queue.Share(16, 16)));
        assertThat(make(mine("a", ONE))).isEmpty();
        assertThat(claims.wakeAt()).as("until it is asked for again").isNull();
        world.queue("theirs", 1, Map.of()).later(9);
        settle();
        assertThat(make(mine("a", ONE))).as("not yet").isEmpty();
        assertThat(claims.wakeAt()).isEqualTo(World.START.plusSeconds(10));
        world.later(1);
        settle();
        assertThat(claims.wakeAt()).isNull();
        assertThat(released(make(mine("a", ONE)))).containsExactly("r0");
    }

    @Test
    void theFirstWhoMayBeTriedAgainWakes() {
        world.queue("theirs", 1, Map.of("cpu", new Queue.Share(16, 16)));
        make(mine("a", ONE));
        world.later(3);
        make(mine("b", ONE));
        make(mine("a", ONE));
        make(mine("b", ONE));
        assertThat(claims.wakeAt()).isEqualTo(World.START.plusSeconds(10));
        settle();
        make(mine("b", ONE));
        make(mine("a", ONE));
        assertThat(claims.wakeAt()).isEqualTo(World.START.plusSeconds(10));
    }

    @Test
    void aTurnWakesNobodySinceItsLineIsLookedAtAnyway() {
        assertThat(make(mine("a", ONE), Entitlement.Turn)).isEmpty();
        assertThat(make(mine("a", ONE), Entitlement.Turn)).isEmpty();
        assertThat(claims.wakeAt()).isNull();
    }

    // moved

    private List<Decision> move() {
        world.host("n2", "p", 8).decide();
        Pool pool = Objects.requireNonNull(facts.fleet.pool("p"));
        Host to = Objects.requireNonNull(facts.fleet.berth("n2")).host();
        return claims.move(
                Objects.requireNonNull(facts.job(ref("r0"))),
                ONE,
                new GangFit.Fit.Room(pool, List.of(to), true),
                new Reason(ReleaseReason.Moving, "to n2"),
                world.now);
    }

    @Test
    void whoIsMovedKeepsItsNewPlaceAndGetsItWhenItHasLeftTheOldOne() {
        assertThat(move())
                .containsExactly(
                        new Decision.Release(ref("r0"), new Epoch(1), new Reason(ReleaseReason.Moving, "to n2")));
        assertThat(claims.asked(ref("r0"))).isTrue();
        assertThat(claims.claimants()).containsExactly(ref("r0"));
        assertThat(claims.waiting()).as("it runs").isEmpty();
        assertThat(facts.fleet.nodesOf(ref("r0"))).containsExactlyInAnyOrder("n0", "n2");
        assertThat(settle()).as("its place is free, and it is not").isEmpty();
        world.freed("r0").job(theirs("r0").epoch(2));
        assertThat(settle())
                .singleElement()
                .isEqualTo(new Decision.Place(
                        ref("r0"),
                        new Epoch(2),
                        "one",
                        "p",
                        List.of("n2"),
                        List.of(new Reason(PlaceReason.Cheapest, "moved to n2"))));
    }

    @Test
    void whoIsMovedAndFailsTwiceHasNoPlaceAnyMore() {
        move();
        world.freed("r0").job(theirs("r0").epoch(3));
        assertThat(settle()).isEmpty();
        assertThat(claims.claimants()).isEmpty();
    }
}
