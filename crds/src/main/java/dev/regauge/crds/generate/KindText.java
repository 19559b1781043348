package dev.regauge.crds.generate;

import java.util.Map;

/** What `kubectl explain` says first: of the kind, of its spec and of its status. */
record KindText(String kind, String spec, String status) {
    static final Map<String, KindText> OF_KIND = Map.of(
            "TrainingJob",
            new KindText(
                    "TrainingJob says what to train and on which hardware it may run: one program, several variants, of which one runs at a time.",
                    "The intent.",
                    "How the job is doing."),
            "Executable",
            new KindText(
                    "Executable is one program compiled ahead of time for one target. Jobs make theirs; make one alone to warm the cache.",
                    "One program and one target: all that the compiled bytes depend on. Immutable.",
                    "How the compile went."),
            "TrainingAttempt",
            new KindText(
                    "TrainingAttempt is one incarnation of a job, with its epoch, hosts in rank order, executable and restore rule. Only the operator makes them.",
                    "The incarnation. Immutable.",
                    "How the incarnation is doing."),
            "AcceleratorPool",
            new KindText(
                    "AcceleratorPool names the nodes of one hardware profile, their price and their topology.",
                    "Which nodes, at which price.",
                    "Chips and hosts of the pool as last seen."),
            "JobQueue",
            new KindText(
                    "JobQueue says which namespaces may use how many chips, at which weight and budget.",
                    "Who may use what.",
                    "Use and position of the queue."),
            "HardwareProfile",
            new KindText(
                    "HardwareProfile holds the facts of one kind of accelerator host: chip, host, legal slices, and what the compiler needs to target it.",
                    "Facts of a kind of accelerator host.",
                    "What is known of the profile."));
}
