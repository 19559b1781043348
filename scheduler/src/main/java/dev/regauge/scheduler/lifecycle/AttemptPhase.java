package dev.regauge.scheduler.lifecycle;

/** Where an attempt stands. It only moves down this list; the last four are final. */
public enum AttemptPhase {
    Placing,
    Rendezvous,
    Running,
    Completed,
    Failed,
    Superseded,
    Released;

    public boolean isFinal() {
        return this.compareTo(Running) > 0;
    }

    /** The phase itself if it may follow this one; leaving a final phase, or going back, throws. */
    public AttemptPhase to(AttemptPhase next) {
        if (next != this && (isFinal() || next.compareTo(this) < 0)) {
            throw new IllegalStateException("an attempt cannot go from " + this + " to " + next);
        }
        return next;
    }
}
