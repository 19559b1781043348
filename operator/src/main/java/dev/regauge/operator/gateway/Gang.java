package dev.regauge.operator.gateway;

import dev.regauge.operator.gateway.wire.Commands;
import dev.regauge.operator.gateway.wire.Commands.Command;
import dev.regauge.operator.gateway.wire.Heartbeat;
import dev.regauge.operator.gateway.wire.Hello;
import dev.regauge.operator.gateway.wire.HelloAnswer;
import dev.regauge.operator.gateway.wire.HelloAnswer.State;
import dev.regauge.operator.gateway.wire.WorkerEvent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One job's workers as this leader knows them: the published roster, what was heard, and who is waiting for an answer. */
final class Gang {
    /** Command ids of one epoch. */
    private static final long IDS = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Contact> contacts = new HashMap<>();
    private final Clock clock;
    private @Nullable Roster roster;

    Gang(Clock clock) {
        this.clock = clock;
    }

    void publish(Roster next) {
        locked(() -> {
            if (!next.equals(roster)) {
                roster = next;
                changed.signalAll();
            }
            return next;
        });
    }

    Optional<Roster> roster() {
        return locked(() -> Optional.ofNullable(roster));
    }

    Map<String, Contact> contacts() {
        return locked(() -> Map.copyOf(contacts));
    }

    /** Records the hello at once, then answers as soon as there is something to say, at the latest after {@code patience}. */
    HelloAnswer hello(Hello hello, Duration patience, Runnable onChange) throws InterruptedException {
        lock.lock();
        try {
            boolean news = !contact(hello.pod(), hello.podUid()).greets(hello.forEpoch());
            contacts.put(
                    hello.pod(),
                    contact(hello.pod(), hello.podUid()).with(hello).waiting(true));
            if (news) {
                onChange.run();
            }
            long left = patience.toNanos();
            Optional<HelloAnswer> answer = helloAnswer(hello);
            while (answer.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
                answer = helloAnswer(hello);
            }
            return answer.orElseGet(() -> patience(hello));
        } finally {
            contacts.put(hello.pod(), contact(hello.pod(), hello.podUid()).waiting(false));
            lock.unlock();
        }
    }

    private Optional<HelloAnswer> helloAnswer(Hello hello) {
        Roster now = roster;
        if (now == null) {
            return Optional.empty();
        }
        if (now.stage() == Roster.Stage.Over) {
            return Optional.of(HelloAnswer.of(State.Exit, now.epoch(), "the job needs no worker any more"));
        }
        if (now.stage() == Roster.Stage.Between) {
            return Optional.empty();
        }
        if (!now.has(hello.pod())) {
            return Optional.of(HelloAnswer.of(State.Exit, now.epoch(), "not a member of epoch " + now.epoch()));
        }
        if (hello.forEpoch() < now.epoch()) {
            return Optional.of(HelloAnswer.of(State.Greet, now.epoch(), "epoch " + now.epoch() + " is being gathered"));
        }
        boolean assigned = now.stage() == Roster.Stage.Assigned || now.stage() == Roster.Stage.Draining;
        if (hello.forEpoch() == now.epoch() && assigned) {
            return Optional.of(new HelloAnswer(State.Assigned, now.epoch(), now.assignmentOf(hello.pod()), null));
        }
        return Optional.empty();
    }

    private HelloAnswer patience(Hello hello) {
        Roster now = roster;
        return now == null || now.stage() == Roster.Stage.Between
                ? HelloAnswer.of(State.NoAttempt, now == null ? 0 : now.epoch(), "no attempt yet")
                : HelloAnswer.of(State.Waiting, now.epoch(), "the gang of epoch " + now.epoch() + " is not complete");
    }

    /** Records the figures; {@code onChange} runs where they tell a stage that the job's status shows at once. */
    void heartbeat(Heartbeat beat, Runnable onChange) {
        locked(() -> {
            Contact before = contact(beat.pod(), beat.podUid());
            Optional<Heartbeat> last =
                    before.heartbeatOf(beat.epoch()).filter(b -> b.instance().equals(beat.instance()));
            if (last.filter(b -> b.sequence() >= beat.sequence()).isPresent()) {
                return before;
            }
            contacts.put(beat.pod(), before.with(beat));
            if (Progress.newStage(last, beat)) {
                onChange.run();
            }
            return before;
        });
    }

    void event(WorkerEvent event, Runnable onChange) {
        locked(() -> {
            contacts.put(event.pod(), contact(event.pod(), event.podUid()).with(event, clock.instant()));
            onChange.run();
            return event;
        });
    }

    /** Commands have no state of their own: what a member should do follows from the roster, and ids from the epoch. */
    Commands commands(String pod, String podUid, long epoch, long after, Duration patience)
            throws InterruptedException {
        lock.lock();
        try {
            contacts.put(pod, contact(pod, podUid));
            long left = patience.toNanos();
            List<Command> commands = commands(pod, epoch, after);
            while (commands.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
                commands = commands(pod, epoch, after);
            }
            return new Commands(commands);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ids grow with the epoch, and within one from greeting over draining to the exit. A poll may have begun before its agent had this epoch, so what
     * the epoch's members are to do is told whatever epoch the poll names.
     */
    private List<Command> commands(String pod, long epoch, long after) {
        Roster now = roster;
        if (now == null || now.stage() == Roster.Stage.Between) {
            return List.of();
        }
        long first = now.epoch() * IDS;
        List<Command> commands = new ArrayList<>();
        if (now.stage() == Roster.Stage.Over || !now.has(pod)) {
            commands.add(new Command(first + 2, Commands.Type.Exit, null, null));
        } else {
            if (now.epoch() > epoch) {
                commands.add(new Command(first, Commands.Type.Greet, now.epoch(), null));
            }
            if (now.stage() == Roster.Stage.Draining) {
                commands.add(new Command(first + 1, Commands.Type.Drain, null, null));
            }
        }
        commands.removeIf(command -> command.id() <= after);
        return commands;
    }

    /** A pod created again under the same name is another one: nothing that was heard of the old one counts. */
    private Contact contact(String pod, String podUid) {
        Contact known = contacts.get(pod);
        Contact contact =
                known == null || !known.podUid().equals(podUid) ? Contact.first(podUid, clock.instant()) : known;
        return contact.heard(clock.instant());
    }

    private <T> T locked(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }
}
