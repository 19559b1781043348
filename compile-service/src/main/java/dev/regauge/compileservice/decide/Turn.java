package dev.regauge.compileservice.decide;

/** Whether a waiting Executable may start a pod now. */
public sealed interface Turn {
    /** A slot is free and it is the first that can use it. */
    record Now() implements Turn {}

    /** Others go first. */
    record Later(String why) implements Turn {}
}
