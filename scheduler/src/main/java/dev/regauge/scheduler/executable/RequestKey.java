package dev.regauge.scheduler.executable;

/** Hash of all that a compile is asked for; equal keys in a namespace share one bundle. */
public record RequestKey(String hex) {
    public RequestKey {
        if (!Digest.isHex(hex)) {
            throw new IllegalArgumentException("request key is '" + hex + "'; allowed: 64 lower-case hex digits");
        }
    }

    /** Name of the Executable that the operator creates for this key. */
    public String executableName() {
        return hex.substring(0, 32);
    }

    @Override
    public String toString() {
        return hex;
    }
}
