package dev.regauge.scheduler.placement.turns;

import dev.regauge.scheduler.identity.JobRef;
import dev.regauge.scheduler.placement.queue.Lane;
import dev.regauge.scheduler.placement.turns.TurnLine.Supply;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Whether the set of jobs that run would be worth more if a gang that finds no room in its turn went before all others: a wide gang that never finds enough
 * chips beside small jobs gets them when those are few. Hosts are counted, not laid out.
 */
final class FullerSet {
    private final List<Member> inTurn;
    private final ToDoubleFunction<Member> worth;
    private final Map<Lane.Kind, Integer> hosts = new HashMap<>();

    FullerSet(
            Collection<Member> members, Supply supply, ToDoubleFunction<Member> rank, ToDoubleFunction<Member> worth) {
        record Ranked(Member member, double rank) {}
        inTurn = members.stream()
                .map(member -> new Ranked(member, rank.applyAsDouble(member)))
                .sorted(Comparator.comparingDouble(Ranked::rank).thenComparing(Ranked::member, Member.BY_SUBMISSION))
                .map(Ranked::member)
                .toList();
        this.worth = worth;
        for (Member member : members) {
            for (Map<Lane.Kind, Integer> need : member.needs()) {
                need.keySet().forEach(kind -> hosts.computeIfAbsent(kind, supply::hosts));
            }
        }
    }

    /** The gang that should go first; null = none. */
    @Nullable
    Member first(int tried) {
        Filling plain = new Filling();
        plain.takeAll();
        if (plain.isFull()) {
            return null;
        }
        List<Member> passedOver = new ArrayList<>();
        for (Member member : inTurn) {
            if (passedOver.size() < tried && !plain.taken.contains(member.job())) {
                passedOver.add(member);
            }
        }
        double best = plain.value;
        Member first = null;
        for (Member member : passedOver) {
            Filling other = new Filling();
            if (other.take(member)) {
                other.takeAll();
                if (other.value > best) {
                    best = other.value;
                    first = member;
                }
            }
        }
        return first;
    }

    private final class Filling {
        private final Map<Lane.Kind, Integer> left = new HashMap<>(hosts);
        private final Set<JobRef> taken = new HashSet<>();
        private double value;

        boolean isFull() {
            for (int count : left.values()) {
                if (count > 0) {
                    return false;
                }
            }
            return true;
        }

        void takeAll() {
            for (Member member : inTurn) {
                if (!taken.contains(member.job()) && take(member) && isFull()) {
                    return;
                }
            }
        }

        boolean take(Member member) {
            for (Map<Lane.Kind, Integer> need : member.needs()) {
                if (fits(need)) {
                    need.forEach((kind, count) -> left.merge(kind, -count, Integer::sum));
                    taken.add(member.job());
                    value += worth.applyAsDouble(member);
                    return true;
                }
            }
            return false;
        }

        private boolean fits(Map<Lane.Kind, Integer> need) {
            for (Map.Entry<Lane.Kind, Integer> kind : need.entrySet()) {
                if (left.getOrDefault(kind.getKey(), 0) < kind.getValue()) {
                    return false;
                }
            }
            return true;
        }
    }
}
