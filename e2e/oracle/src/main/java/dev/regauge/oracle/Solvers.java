package dev.regauge.oracle;

import com.google.ortools.Loader;

/** The solvers' native library, loaded once. */
final class Solvers {
    static {
        Loader.loadNativeLibraries();
    }

    private Solvers() {}

    static void load() {
        // the class is initialized by the call
    }
}
