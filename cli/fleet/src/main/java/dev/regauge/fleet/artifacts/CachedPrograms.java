package dev.regauge.fleet.artifacts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What an earlier download or build left in the cache. */
record CachedPrograms(List<CachedSource> sources) implements ProgramSource {

    @Override
    public Answer find(Program program, Progress progress) {
        for (var source : sources) {
            var executable = source.cached(program);
            if (Files.isExecutable(executable)) return new Found(executable);
        }
        return new Absent("the cache does not hold it");
    }

    /** A source that keeps what it gets. */
    interface CachedSource extends ProgramSource {
        /** Where the program is once it was got. */
        Path cached(Program program);
    }
}
