package dev.regauge.operator.gateway;

import dev.regauge.operator.gateway.wire.Heartbeat;
import dev.regauge.operator.gateway.wire.Hello;
import dev.regauge.operator.gateway.wire.WorkerEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * What this leader has heard of one pod.
 *
 * @param waiting a hello of it is being held open, so it cannot have fallen silent
 */
public record Contact(
        String podUid,
        Instant firstHeard,
        Instant lastHeard,
        boolean waiting,
        Optional<Hello> hello,
        Optional<Heartbeat> heartbeat,
        Optional<Reported> exit,
        Optional<Reported> completed,
        boolean goodbye) {

    /** An event and when it came. */
    public record Reported(WorkerEvent event, Instant at) {}

    static Contact first(String podUid, Instant now) {
        return new Contact(
                podUid, now, now, false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    Contact heard(Instant now) {
        return new Contact(podUid, firstHeard, now, waiting, hello, heartbeat, exit, completed, goodbye);
    }

    Contact waiting(boolean held) {
        return new Contact(podUid, firstHeard, lastHeard, held, hello, heartbeat, exit, completed, goodbye);
    }

    Contact with(Hello newest) {
        return new Contact(
                podUid, firstHeard, lastHeard, waiting, Optional.of(newest), heartbeat, exit, completed, goodbye);
    }

    Contact with(Heartbeat newest) {
        Heartbeat whole = heartbeat.map(newest::after).orElse(newest);
        return new Contact(podUid, firstHeard, lastHeard, waiting, hello, Optional.of(whole), exit, completed, goodbye);
    }

    Contact with(WorkerEvent event, Instant at) {
        Reported reported = new Reported(event, at);
        return switch (event.type()) {
            case TrainerExited ->
                new Contact(
                        podUid,
                        firstHeard,
                        lastHeard,
                        waiting,
                        hello,
                        heartbeat,
                        Optional.of(reported),
                        completed,
                        goodbye);
            case Completed ->
                new Contact(
                        podUid, firstHeard, lastHeard, waiting, hello, heartbeat, exit, Optional.of(reported), goodbye);
            case Goodbye ->
                new Contact(podUid, firstHeard, lastHeard, waiting, hello, heartbeat, exit, completed, true);
        };
    }

    /** Ready for the epoch: it has no trainer of an earlier one and offers a fresh port. */
    public boolean greets(long epoch) {
        return hello.filter(said -> said.forEpoch() == epoch).isPresent();
    }

    public Optional<Heartbeat> heartbeatOf(long epoch) {
        return heartbeat.filter(beat -> beat.epoch() == epoch);
    }

    public Optional<Reported> exitOf(long epoch) {
        return exit.filter(reported -> reported.event().epoch() == epoch);
    }
}
