package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.ref;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.scheduler.identity.JobRef;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** More jobs wait than are told of every change. */
class BulletinTest {
    private static final int JOBS = WholeHostEngine.TOLD_IN_FULL + 60;
    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final World world = new World(Engine.create()).pool("p", "cpu", 1).host("n", "p", 8);
    private final Map<JobRef, Decision.Wait> told = new HashMap<>();
    private int most;

    private void hear(List<Decision> decisions) {
        int waits = 0;
        for (Decision decision : decisions) {
            if (decision instanceof Decision.Wait wait) {
                told.put(wait.job(), wait);
                waits++;
            }
        }
        most = Math.max(most, waits);
    }

    private void queueUp() {
        world.queue("research", Map.of());
        world.job(aJob("runs").with(one).submitted(0));
        world.decide();
        for (int i = 1; i <= JOBS; i++) {
            world.job(aJob("waits" + i).with(one).submitted(i));
        }
        world.later(JOBS);
        hear(world.decide());
        most = 0;
    }

    /** As an operator does that is told nothing but when to wake; until nobody has to be told any more. */
    private void sleepThroughARound() {
        Instant soon = world.now.plusSeconds(JOBS);
        while (world.engine.wakeAt().filter(soon::isAfter).isPresent()) {
            world.now = world.engine.wakeAt().orElseThrow();
            hear(world.decide());
        }
    }

    @Test
    void everyWaitingJobIsToldItsPositionThoughNothingHappensToIt() {
        queueUp();
        assertThat(told.get(ref("waits" + JOBS)).position()).isEqualTo(JOBS);

        world.gone("waits1").decide();
        sleepThroughARound();

        assertThat(told.get(ref("waits" + JOBS)).position()).isEqualTo(JOBS - 1);
        assertThat(told.get(ref("waits2")).position()).isEqualTo(1);
    }

    @Test
    void everyWaitingJobIsToldWhenItIsExpectedToStart() {
        queueUp();
        sleepThroughARound();

        for (int i = 1; i <= JOBS; i++) {
            assertThat(told.get(ref("waits" + i)).expectedStart())
                    .as("job " + i)
                    .isPresent();
        }
        assertThat(told.get(ref("waits" + JOBS)).expectedStart().orElseThrow().latest())
                .isAfter(told.get(ref("waits1")).expectedStart().orElseThrow().latest());
    }

    @Test
    void onlyAFewAreToldAtOnce() {
        queueUp();
        world.gone("waits1").decide();
        sleepThroughARound();
        assertThat(most).isBetween(1, 20);
    }

    @Test
    void nobodyWakesForItOnceAllHaveBeenTold() {
        queueUp();
        sleepThroughARound();
        assertThat(world.engine.wakeAt().orElseThrow()).isAfter(world.now.plusSeconds(1));
    }

    @Test
    void nobodyWakesForItOnceFewWait() {
        queueUp();
        for (int i = 1; i <= 70; i++) {
            world.tell(new Event.JobGone(ref("waits" + i)));
        }
        world.decide();
        assertThat(world.engine.wakeAt().orElseThrow()).isAfter(world.now.plusSeconds(1));
    }

    @Test
    void asManyAsAreToldInFullAreToldOfEveryChangeAtOnce() {
        world.queue("research", Map.of()).job(aJob("runs").with(one)).decide();
        for (int i = 1; i <= WholeHostEngine.TOLD_IN_FULL; i++) {
            world.job(aJob("waits" + i).with(one).submitted(i));
        }
        world.later(JOBS).decide();
        world.tell(new Event.JobGone(ref("waits1"))).job(aJob("last").with(one).submitted(JOBS));
        hear(world.decide());
        assertThat(told).hasSize(WholeHostEngine.TOLD_IN_FULL);
        assertThat(told.get(ref("waits" + WholeHostEngine.TOLD_IN_FULL)).position())
                .isEqualTo(WholeHostEngine.TOLD_IN_FULL - 1);
    }
}
