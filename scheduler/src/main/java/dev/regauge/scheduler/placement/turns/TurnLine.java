package dev.regauge.scheduler.placement.turns;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.queue.RankedSet;
import dev.regauge.scheduler.placement.turns.BackwardOrder.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The jobs of one queue and band that take turns. Who has the least chip-time to go comes first, but nobody is put off for ever: large jobs have deadlines,
 * and come forward as far as those ask for.
 *
 * <p>Large are those that came with more than the smallest that bring {@link #SMALL_SHARE} of all work: the small ones are most of the jobs and cost the large ones little. A
 * deadline is the submission and {@link #PATIENCE} times as long as the unluckiest job would have taken in the order of arrival.
 */
final class TurnLine {
    private static final double SMALL_SHARE = 0.3;

    private static final double PATIENCE = 0.95;

    /** The oldest job that would end later than so many times what the unluckiest would have taken goes before all others. */
    private static final double LAST_RESORT = 1.25;

    /** Before much has come nobody is pressed within a day. */
    private static final double SHORTEST_PATIENCE_SECONDS = Duration.ofDays(1).toSeconds();

    /** Part of the chips on which jobs count: gangs do not fit together, and small ones take their share. */
    private static final double EFFICIENCY = 0.85;

    /** What a gang is worth while it runs: its chips times this power of the chip-time it has to go. */
    private static final double VALUE = -0.3;

    /** How much more a gang is worth that its deadline presses. */
    private static final double PRESSED = 20;

    /** So many gangs that find no room in their turn are tried as the first one. */
    private static final int TRIED = 6;

    private static final double BEFORE_ALL = -2;
    private static final double FIRST = -1;

    /** Chips by profile, as many as the queue may have. */
    interface Supply {
        long chips(String profile);

        /** Hosts of the kind on which nobody is, or only members of the line. */
        int hosts(Lane.Kind kind);
    }

    private final RankedSet<Member> bySubmission =
            new RankedSet<>(Member.BY_SUBMISSION, member -> RankedSet.millis(member.submitted()));
    private final Running running = new Running(this::chips);
    private final PastJobs past = new PastJobs();
    private final UsualRatios ratios = new UsualRatios();
    private final Map<JobRef, Double> sizes;

    private Map<JobRef, Double> forward = new HashMap<>();
    private Duration patience = Duration.ofDays(1);
    private int waiting;
    /** Of those that wait. Whole numbers, so that sums do not depend on who came and went in between. */
    private long waitingChipSeconds;

    /** {@code sizes}: chip-seconds that each job had to go when it came; a job without size is yet to {@link #came come}. */
    TurnLine(Map<JobRef, Double> sizes) {
        this.sizes = sizes;
    }

    void add(Member member) {
        bySubmission.add(member);
        count(member);
    }

    void remove(Member member) {
        bySubmission.remove(member);
        discount(member);
    }

    /** The same job, of which something else is known now. */
    void replace(Member before, Member after) {
        discount(before);
        if (!before.submitted().equals(after.submitted())) {
            bySubmission.remove(before);
            bySubmission.add(after);
        } else {
            bySubmission.replace(after);
        }
        count(after);
    }

    private void count(Member member) {
        if (member.stay() == null) {
            waiting++;
            waitingChipSeconds += chipSeconds(member);
        } else {
            running.add(member);
        }
    }

    private void discount(Member member) {
        if (member.stay() == null) {
            waiting--;
            waitingChipSeconds -= chipSeconds(member);
        } else {
            running.remove(member);
        }
    }

    /** Jobs of the line that have chips. */
    Running running() {
        return running;
    }

    /** Whether turns can change at all. */
    boolean contended() {
        return waiting > 0 && !running.isEmpty();
    }

    private long chipSeconds(Member waits) {
        return Math.round(waits.seconds() * chips(waits));
    }

    /** A member's chips, as so many of one profile. */
    private double chips(Member member) {
        return member.chips() * ratios.worth(member.profile());
    }

    /** Chip-seconds to go, in chips of one profile. */
    double service(Member member, Instant now) {
        return member.secondsLeft(now) * chips(member);
    }

    /** Chip-seconds that a restart takes, in chips of one profile. */
    double restart(Member.Stay stay, Member member) {
        return stay.restartSeconds() * chips(member);
    }

    /** Jobs that nobody has seen before. */
    void came(Set<JobRef> fresh, Supply supply, Instant now) {
        Member last = bySubmission.isEmpty() ? null : bySubmission.last();
        if (last != null && last.stay() == null && fresh.size() == 1 && fresh.contains(last.job())) {
            double before = waitingChipSeconds - chipSeconds(last);
            for (int i = 0; i < running.size(); i++) {
                before += running.service(i, now);
            }
            came(last, before, supply, now);
            return;
        }
        double ahead = 0;
        Set<JobRef> missing = new HashSet<>(fresh);
        for (Member member : bySubmission) {
            if (missing.remove(member.job())) {
                came(member, ahead, supply, now);
                if (missing.isEmpty()) {
                    return;
                }
            }
            ahead += service(member, now);
        }
    }

    /** {@code ahead}: chip-seconds that are to be served before, in the order of arrival. */
    private void came(Member member, double ahead, Supply supply, Instant now) {
        double chips = Math.max(1, chips(List.of(member), supply));
        sizes.put(member.job(), service(member, now));
        past.came(service(member, now), ahead / (chips * EFFICIENCY) + member.secondsLeft(now), now);
    }

    /** A job that can run on several profiles. Of each job once. */
    void compare(Member member, Instant now) {
        ratios.came(member.chipSecondsPerStep(), now);
    }

    /** Brings what is {@link #ratios usual} in line with the jobs that came. True = it is something else now. */
    boolean settleRatios() {
        if (!ratios.settle()) {
            return false;
        }
        running.weighAnew();
        waitingChipSeconds = 0;
        for (Member member : bySubmission) {
            waitingChipSeconds += member.stay() == null ? chipSeconds(member) : 0;
        }
        return true;
    }

    /** How chip-times on the profiles usually compare. */
    UsualRatios ratios() {
        return ratios;
    }

    /** Of all profiles that these could use, as so many of one. */
    private double chips(Collection<Member> members, Supply supply) {
        Set<String> profiles = new TreeSet<>();
        for (Member member : members) {
            member.needs().forEach(need -> need.keySet().forEach(kind -> profiles.add(kind.profile())));
        }
        return profiles.stream()
                .mapToDouble(profile -> supply.chips(profile) * ratios.worth(profile))
                .sum();
    }

    private double lastResortSeconds(Instant now) {
        return Math.max(SHORTEST_PATIENCE_SECONDS, LAST_RESORT * past.longestSeconds(now));
    }

    /** How long a job may wait before it goes first whatever comes, in whole days, so that it is the same for all and seldom another one. */
    Duration patience() {
        return patience;
    }

    /** Brings {@link #patience} up to date. True = it is another one than before. */
    boolean settlePatience(Instant now) {
        Duration before = patience;
        patience = Duration.ofDays(
                (long) Math.ceil(lastResortSeconds(now) / Duration.ofDays(1).toSeconds()));
        return !patience.equals(before);
    }

    Collection<JobRef> jobs() {
        return bySubmission.stream().map(Member::job).toList();
    }

    /** Smaller goes first: chip-seconds to go, or less where the job has come forward. */
    double rank(Member member, Instant now) {
        return Math.min(service(member, now), forward.getOrDefault(member.job(), Double.POSITIVE_INFINITY));
    }

    /** Before all others, whatever those have to go. */
    boolean goesFirst(Member member) {
        return forward.getOrDefault(member.job(), 0.0) < 0;
    }

    boolean cameForward(Member member) {
        return forward.containsKey(member.job());
    }

    /** Works out anew who comes forward; returns those of whom that has changed. */
    Set<JobRef> rankAnew(Supply supply, Instant now) {
        Map<JobRef, Double> before = forward;
        forward = new HashMap<>();
        Set<JobRef> pressed = new HashSet<>();
        double capacity = Math.max(1, chips(bySubmission, supply));
        double large = past.sizeThatBrings(SMALL_SHARE, now);
        double patience = Math.max(SHORTEST_PATIENCE_SECONDS, PATIENCE * past.longestSeconds(now));
        List<Task> tasks = new ArrayList<>();
        Member overdue = null;
        for (Member member : bySubmission) {
            double seconds = member.secondsLeft(now);
            double age = Duration.between(member.submitted(), now).toMillis() / 1000.0;
            double service = seconds * chips(member);
            if (sizes.getOrDefault(member.job(), service) > large) {
                // two gangs of more than half of the chips never run side by side, so each takes all of them
                boolean alone = 2 * chips(member) > capacity;
                double length = alone ? seconds / EFFICIENCY : service / (capacity * EFFICIENCY);
                tasks.add(new Task(member, length, patience - age - seconds + length, service));
            }
            if (overdue == null && age + seconds >= lastResortSeconds(now)) {
                overdue = member;
            }
        }
        bringForward(new BackwardOrder(tasks), pressed);
        Member first = new FullerSet(
                        bySubmission, supply, member -> rank(member, now), member -> worth(member, pressed, now))
                .first(TRIED);
        if (first != null) {
            forward.put(first.job(), FIRST);
        }
        if (overdue != null) {
            forward.put(overdue.job(), BEFORE_ALL);
        }
        Set<JobRef> changed = new HashSet<>(before.keySet());
        changed.addAll(forward.keySet());
        changed.removeIf(job -> Objects.equals(before.get(job), forward.get(job)));
        return changed;
    }

    /** A job that its deadline puts before a smaller one has a rank just below that one's. */
    private void bringForward(BackwardOrder order, Set<JobRef> pressed) {
        double next = Double.POSITIVE_INFINITY;
        for (Task task : order.lastFirst()) {
            if (task.service() > next) {
                next = Math.nextDown(next);
                forward.put(task.member().job(), next);
            } else {
                next = task.service();
            }
            if (order.pressed(task)) {
                pressed.add(task.member().job());
            }
        }
    }

    private double worth(Member member, Set<JobRef> pressed, Instant now) {
        return chips(member)
                * StrictMath.pow(service(member, now), VALUE)
                * (pressed.contains(member.job()) ? PRESSED : 1);
    }
}
