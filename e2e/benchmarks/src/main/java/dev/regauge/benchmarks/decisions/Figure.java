package dev.regauge.benchmarks.decisions;

/**
 * One measured figure beside its goal.
 *
 * @param goal NaN = none
 * @param atMost the goal is an upper bound
 */
public record Figure(String name, String what, double value, String unit, double goal, boolean atMost) {
    static Figure atMost(String name, String what, double value, String unit, double goal) {
        return new Figure(name, what, value, unit, goal, true);
    }

    static Figure atLeast(String name, String what, double value, String unit, double goal) {
        return new Figure(name, what, value, unit, goal, false);
    }

    static Figure shown(String name, String what, double value, String unit) {
        return new Figure(name, what, value, unit, Double.NaN, true);
    }

    public boolean hasGoal() {
        return !Double.isNaN(goal);
    }

    public boolean reached() {
        return !hasGoal() || (atMost ? value <= goal : value >= goal);
    }
}
