package dev.regauge.fleet.artifacts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The user's own folder of programs, taken as it is. */
record GivenFolder(Optional<Path> folder) implements ProgramSource {

    @Override
    public Answer find(Program program, Progress progress) {
        if (folder.isEmpty()) return new Absent("REGAUGE_BIN names no folder");
        var executable = folder.get().resolve(program.executable());
        if (Files.isExecutable(executable)) return new Found(executable);
        return new Absent("REGAUGE_BIN is " + folder.get() + ", which holds no executable " + program.executable());
    }
}
