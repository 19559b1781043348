package dev.regauge.operator.it;

import dev.regauge.fleet.Fleet;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** An agent with a played trainer: it greets, takes its assignment, reports a step with every heartbeat, and follows commands. */
final class StandInWorker implements AutoCloseable {
    private static final Duration BEAT = Duration.ofMillis(500);

    private final StandInAgent agent;
    private final String pod;
    private final AtomicLong epoch = new AtomicLong();
    private final AtomicLong step = new AtomicLong();
    private final Thread talk;
    private final Thread listen;
    private volatile long commit;
    private volatile long restored;
    private volatile long toldToGreet;
    private volatile boolean training;
    private volatile boolean exited;
    private volatile boolean hangs;
    private volatile boolean closed;
    /** Heartbeats come one after the other, so that a later one never says less. */
    private final Object beating = new Object();

    StandInWorker(Fleet fleet, Pod pod) {
        this.agent = new StandInAgent(fleet, pod);
        this.pod = pod.getMetadata().getName();
        this.talk = Thread.ofVirtual().name("worker-" + this.pod).start(this::talk);
        this.listen = Thread.ofVirtual().name("commands-" + this.pod).start(this::listen);
    }

    long epoch() {
        return epoch.get();
    }

    boolean training() {
        return training;
    }

    boolean exited() {
        return exited;
    }

    /** Saves the step that it stands at, as a real trainer would, and stops. */
    private void drain() {
        if (hangs) {
            return;
        }
        synchronized (beating) {
            commit(step.get());
            agent.heartbeat(epoch.get(), restored, step.get(), commit);
        }
        trainerExits("Drained", 25, "drained after step " + step.get());
    }

    /** From now on it commits nothing and heeds no drain. */
    void storeHangs() {
        hangs = true;
    }

    /** From the next heartbeat on this step is committed. */
    void commit(long at) {
        step.accumulateAndGet(at, Math::max);
        commit = at;
    }

    /** The trainer ends; the agent lives on. */
    void trainerExits(String exitClass, int code, String message) {
        training = false;
        agent.trainerExited(epoch.get(), exitClass, code, message);
    }

    @Override
    public void close() {
        closed = true;
        talk.interrupt();
        listen.interrupt();
    }

    private void talk() {
        long forEpoch = 0;
        while (!closed) {
            try {
                StandInAgent.Answer answer = agent.hello(forEpoch);
                switch (answer.status() == 200 ? answer.state() : "Refused") {
                    case "Greet" -> forEpoch = answer.body().path("epoch").asLong();
                    case "Exit" -> {
                        exited = true;
                        return;
                    }
                    case "Assigned" -> {
                        train(answer.body().path("epoch").asLong());
                        forEpoch = Math.max(forEpoch, toldToGreet);
                    }
                    default -> pause();
                }
            } catch (UncheckedIOException | IllegalStateException gatewayAway) {
                pause();
            }
        }
    }

    private void train(long assigned) {
        epoch.set(assigned);
        restored = commit;
        step.set(commit);
        training = true;
        while (!closed && toldToGreet <= assigned) {
            if (training) {
                step.incrementAndGet();
            }
            try {
                synchronized (beating) {
                    long committed = commit > restored ? commit : 0;
                    if (agent.heartbeat(assigned, restored, step.get(), committed)
                                    .status()
                            == 409) {
                        break;
                    }
                }
            } catch (UncheckedIOException | IllegalStateException gatewayAway) {
                // The trainer goes on; the next heartbeat says it all again.
            }
            pause();
        }
        training = false;
    }

    private void listen() {
        long after = 0;
        while (!closed && !exited) {
            try {
                StandInAgent.Answer answer = agent.commands(epoch.get(), after);
                for (var command : answer.body().path("commands")) {
                    after = command.path("id").asLong();
                    switch (command.path("type").asText()) {
                        case "Greet" -> toldToGreet = command.path("epoch").asLong();
                        case "Drain" -> drain();
                        default -> {}
                    }
                }
                if (answer.status() != 200) {
                    pause();
                }
            } catch (UncheckedIOException | IllegalStateException gatewayAway) {
                pause();
            }
        }
    }

    private static void pause() {
        LockSupport.parkNanos(BEAT.toNanos());
    }
}
