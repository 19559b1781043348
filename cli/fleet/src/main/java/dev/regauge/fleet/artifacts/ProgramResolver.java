package dev.regauge.fleet.artifacts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Asks the sources in order; the first that has the program wins. */
record ProgramResolver(List<ProgramSource> sources) {

    Path resolve(Program program, Progress progress) {
        var reasons = new ArrayList<String>();
        for (var source : sources) {
            switch (source.find(program, progress)) {
                case ProgramSource.Found(var executable) -> {
                    return executable;
                }
                case ProgramSource.Absent(var why) -> reasons.add(why);
            }
        }
        throw new ArtifactMissing("No " + program.executable() + " to be had:\n  - " + String.join("\n  - ", reasons)
                + "\nMaybe put it into a folder and name that in REGAUGE_BIN.");
    }
}
