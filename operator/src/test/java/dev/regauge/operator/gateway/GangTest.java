package dev.regauge.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regauge.operator.gateway.wire.Commands;
import dev.regauge.operator.gateway.wire.Commands.Command;
import dev.regauge.scheduler.identity.JobRef;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GangTest {
    private static final JobRef JOB = new JobRef("research", "lm", "uid");

    private final Gang gang = new Gang(Clock.systemUTC());

    private void publish(long epoch, Roster.Stage stage, String... pods) {
        gang.publish(new Roster(JOB, epoch, stage, List.of(pods), Optional.empty()));
    }

    private List<Command> commands(String pod, long epoch, long after) throws InterruptedException {
        return gang.commands(pod, "uid-" + pod, epoch, after, Duration.ZERO).commands();
    }

    @Test
    void membersOfADrainingGangAreToldOnceToSaveAndStop() throws InterruptedException {
        publish(2, Roster.Stage.Assigned, "lm-1-0", "lm-2-1");
        assertThat(commands("lm-1-0", 2, 0)).isEmpty();

        publish(2, Roster.Stage.Draining, "lm-1-0", "lm-2-1");
        Command drain = commands("lm-1-0", 2, 0).getFirst();
        assertThat(drain.type()).isEqualTo(Commands.Type.Drain);
        assertThat(commands("lm-2-1", 2, 0)).containsExactly(drain);
        assertThat(commands("lm-1-0", 2, drain.id())).isEmpty();
    }

    @Test
    void aPollThatBeganBeforeTheEpochHearsTheDrainToo() throws InterruptedException {
        publish(2, Roster.Stage.Meeting, "lm-1-0");
        Command greet = commands("lm-1-0", 1, 0).getFirst();
        publish(2, Roster.Stage.Draining, "lm-1-0");

        assertThat(commands("lm-1-0", 1, greet.id())).extracting(Command::type).containsExactly(Commands.Type.Drain);
        assertThat(commands("lm-1-0", 1, 0))
                .extracting(Command::type)
                .containsExactly(Commands.Type.Greet, Commands.Type.Drain);
    }

    @Test
    void aPodOutsideOfTheGangIsToldToEnd() throws InterruptedException {
        publish(2, Roster.Stage.Draining, "lm-1-0");

        assertThat(commands("lm-1-1", 1, 0)).extracting(Command::type).containsExactly(Commands.Type.Exit);
    }

    /** An agent asks for commands after the last one it had, so every later one must have a higher number. */
    @Test
    void laterCommandsHaveHigherNumbers() throws InterruptedException {
        List<Command> heard = new ArrayList<>();
        for (long epoch = 1; epoch <= 3; epoch++) {
            publish(epoch, Roster.Stage.Meeting, "lm-1-0");
            heard.addAll(commands("lm-1-0", epoch - 1, 0));
            publish(epoch, Roster.Stage.Draining, "lm-1-0");
            heard.addAll(commands("lm-1-0", epoch, 0));
        }
        publish(3, Roster.Stage.Over);
        heard.addAll(commands("lm-1-0", 3, 0));

        assertThat(heard).hasSize(7);
        assertThat(heard).extracting(Command::id).isSorted().doesNotHaveDuplicates();
        assertThat(heard.getLast().type()).isEqualTo(Commands.Type.Exit);
    }
}
