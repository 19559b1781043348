package dev.regauge.fleet.artifacts;

import java.nio.file.Path;

/** A place that may have a program, or can get it. */
interface ProgramSource {
    sealed interface Answer {}

    record Found(Path executable) implements Answer {}

    /** @param why not, for the message when no source has it */
    record Absent(String why) implements Answer {}

    Answer find(Program program, Progress progress);
}
