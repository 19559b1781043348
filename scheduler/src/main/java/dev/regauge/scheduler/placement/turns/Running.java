package dev.regauge.scheduler.placement.turns;

import dev.regauge.scheduler.placement.queue.Estimate;
import dev.regauge.scheduler.placement.queue.RankedSet;
import java.time.Instant;
import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Jobs of a line that have chips, who came first first. Of what they have to go the terms stand side by side: with every event all of it is asked for, and
 * the jobs themselves would be fetched from far away.
 */
final class Running extends AbstractCollection<Member> {
    private static final int SUBMITTED = 0;
    private static final int ANCHOR = 1;
    private static final int SECONDS = 2;
    private static final int CHIPS = 3;
    private static final int TERMS = 4;

    private final ToDoubleFunction<Member> chips;
    private final List<Member> members = new ArrayList<>();
    /** By member and term; milliseconds are as exact in it as they are in all times that matter. */
    private double[] terms = new double[8 * TERMS];

    /** {@code chips}: a member's, as so many of one profile. */
    Running(ToDoubleFunction<Member> chips) {
        this.chips = chips;
    }

    @Override
    public boolean add(Member member) {
        int at = placeOf(member);
        Member.Stay stay = Objects.requireNonNull(member.stay());
        int used = members.size() * TERMS;
        if (used == terms.length) {
            terms = Arrays.copyOf(terms, 2 * used);
        }
        int first = at * TERMS;
        System.arraycopy(terms, first, terms, first + TERMS, used - first);
        terms[first + SUBMITTED] = RankedSet.millis(member.submitted());
        terms[first + ANCHOR] = stay.anchorMillis();
        terms[first + SECONDS] = member.seconds();
        terms[first + CHIPS] = chips.applyAsDouble(member);
        members.add(at, member);
        return true;
    }

    void remove(Member member) {
        int at = placeOf(member);
        int first = at * TERMS;
        System.arraycopy(terms, first + TERMS, terms, first, members.size() * TERMS - first - TERMS);
        members.remove(at);
    }

    /** Chips of some profile count as so many others now. */
    void weighAnew() {
        for (int at = 0; at < members.size(); at++) {
            terms[at * TERMS + CHIPS] = chips.applyAsDouble(members.get(at));
        }
    }

    /** Where it is, or has to be. */
    private int placeOf(Member member) {
        double submitted = RankedSet.millis(member.submitted());
        int from = 0;
        while (from < members.size() && terms[from * TERMS + SUBMITTED] < submitted) {
            from++;
        }
        int to = from;
        while (to < members.size() && terms[to * TERMS + SUBMITTED] == submitted) {
            to++;
        }
        int at = Collections.binarySearch(members.subList(from, to), member, Member.BY_SUBMISSION);
        return from + (at >= 0 ? at : -at - 1);
    }

    Member get(int at) {
        return members.get(at);
    }

    /** As {@link TurnLine#service}. */
    double service(int at, Instant now) {
        int first = at * TERMS;
        double left = Estimate.secondsLeft((long) terms[first + ANCHOR], terms[first + SECONDS], now);
        return Math.max(1, left) * terms[first + CHIPS];
    }

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public Iterator<Member> iterator() {
        return members.iterator();
    }
}
