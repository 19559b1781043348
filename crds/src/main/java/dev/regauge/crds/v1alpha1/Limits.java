package dev.regauge.crds.v1alpha1;

/** Bounds that many fields share. CEL's cost estimate needs a bound on everything that can be long. */
final class Limits {
    /** Steps, epochs, bytes: exact in a double, as JSON needs. */
    static final double COUNT = 9_007_199_254_740_991.0;

    static final double STEPS = 1_000_000_000_000.0;
    static final int NAME = 40;
    static final int LABEL = 63;
    static final int SUBDOMAIN = 253;
    static final int TIME = 40;
    static final int NUMBER = 32;
    static final int WORD = 64;
    static final int MESSAGE = 32_768;
    static final int HOSTS = 4_096;

    private Limits() {}
}
