package dev.regauge.cli.why;

import java.util.ArrayList;
import java.util.List;

/** A line with what stands behind it. */
record Branch(String text, List<Branch> children) {
    Branch {
        children = List.copyOf(children);
    }

    static Branch leaf(String text) {
        return new Branch(text, List.of());
    }

    /** As a terminal shows it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(text);
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            List<String> below = children.get(i).lines();
            lines.add((last ? "└─ " : "├─ ") + below.getFirst());
            below.stream().skip(1).forEach(line -> lines.add((last ? "   " : "│  ") + line));
        }
        return lines;
    }
}
