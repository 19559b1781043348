package dev.regauge.scheduler.identity;

/** Number of a pool's leader: a decision of an older term is void unless the newer leader found it written. */
public record Term(long number) implements Comparable<Term> {
    public Term {
        if (number < 0) {
            throw new IllegalArgumentException("term is " + number + "; allowed: 0 and above");
        }
    }

    public Term next() {
        return new Term(Math.addExact(number, 1));
    }

    @Override
    public int compareTo(Term other) {
        return Long.compare(number, other.number);
    }
}
