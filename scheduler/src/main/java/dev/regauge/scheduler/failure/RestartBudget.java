package dev.regauge.scheduler.failure;

import dev.regauge.scheduler.failure.FailureClass.Blame;
import java.time.Duration;
import java.util.List;

/**
 * Whether a job that failed may come back, and when. Preemption and hardware never count; the program's own failures do; what may be either counts
 * when the attempt committed nothing new.
 *
 * @param maxRestarts how many counted failures are forgiven
 * @param maxCyclesWithoutProgress how many counted failures in a row that committed nothing new are forgiven, whatever maxRestarts says: the job would
 *     only burn chips
 */
public record RestartBudget(int maxRestarts, int maxCyclesWithoutProgress) {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    public RestartBudget {
        if (maxRestarts < 0 || maxCyclesWithoutProgress < 1) {
            throw new IllegalArgumentException("maxRestarts is " + maxRestarts + ", maxCyclesWithoutProgress is "
                    + maxCyclesWithoutProgress + "; allowed: at least 0 and at least 1");
        }
    }

    public static RestartBudget of(int maxRestarts) {
        return new RestartBudget(maxRestarts, 3);
    }

    /** An attempt that failed, and whether it committed a step that no earlier attempt had. */
    public record Failure(FailureClass failureClass, boolean progressed) {
        boolean counts() {
            return switch (failureClass.blame()) {
                case Program, Final -> true;
                case Unclear -> !progressed;
                case Fleet -> false;
            };
        }
    }

    public sealed interface Verdict {
        /** Failures that counted so far, the newest included. */
        int counted();

        /** Come back after the pause. */
        record Restart(int counted, Duration pause) implements Verdict {}

        record GiveUp(int counted, String why) implements Verdict {}
    }

    /** {@code failures} of the job, oldest first; the last one is to be judged. */
    public Verdict after(List<Failure> failures) {
        if (failures.isEmpty()) {
            throw new IllegalArgumentException("failures is empty; allowed: at least the one to be judged");
        }
        Failure newest = failures.getLast();
        int counted = (int) failures.stream().filter(Failure::counts).count();
        if (newest.failureClass().blame() == Blame.Final) {
            return new Verdict.GiveUp(counted, newest.failureClass() + " would happen again");
        }
        if (!newest.counts()) {
            return new Verdict.Restart(counted, Duration.ZERO);
        }
        int idle = cyclesWithoutProgress(failures);
        if (counted > maxRestarts) {
            return new Verdict.GiveUp(counted, counted + " failures counted; maxRestarts is " + maxRestarts);
        }
        if (idle > maxCyclesWithoutProgress) {
            return new Verdict.GiveUp(
                    counted,
                    idle + " attempts in a row committed nothing new; " + maxCyclesWithoutProgress + " are allowed");
        }
        return new Verdict.Restart(counted, pause(idle));
    }

    private static int cyclesWithoutProgress(List<Failure> failures) {
        int cycles = 0;
        for (Failure failure : failures.reversed()) {
            if (failure.progressed()) {
                break;
            }
            cycles += failure.counts() ? 1 : 0;
        }
        return cycles;
    }

    /** None after progress, then 5 s, doubling, at most 5 minutes. */
    private static Duration pause(int cyclesWithoutProgress) {
        if (cyclesWithoutProgress == 0) {
            return Duration.ZERO;
        }
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(cyclesWithoutProgress - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
