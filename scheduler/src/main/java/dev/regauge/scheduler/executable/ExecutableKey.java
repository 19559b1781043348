package dev.regauge.scheduler.executable;

/** Hash of what was really compiled, program text and compiler versions included; the compile pod computes it. */
public record ExecutableKey(String hex) {
    public ExecutableKey {
        if (!Digest.isHex(hex)) {
            throw new IllegalArgumentException("executable key is '" + hex + "'; allowed: 64 lower-case hex digits");
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
