package dev.regauge.compileservice.store;

import java.io.IOException;
import java.nio.file.Path;

/** A stored file no longer has the content that its name says. */
public final class DamagedBlob extends IOException {
    private static final long serialVersionUID = 1;

    DamagedBlob(Path file, String actual) {
        super(
                "the stored bundle " + file.getFileName() + " has the digest " + actual
                        + ": the disk or a person changed it. Remove the file; an Executable under a new name compiles it again");
    }
}
