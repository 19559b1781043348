package dev.regauge.crds.v1alpha1;

/** The patterns of names and keys that several kinds share. */
final class Names {
    /** Objects whose name becomes part of a label or of another object's name. */
    static final String OBJECT = "^[a-z]([-a-z0-9]*[a-z0-9])?$";

    /** As {@link #OBJECT}, but a digit may lead: executables are named by hexadecimal digits. */
    static final String OBJECT_OR_HEX = "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$";

    static final String SUBDOMAIN = "^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$";
    static final String AXIS = "^[a-zA-Z][a-zA-Z0-9_]*$";
    static final String OPTION = "^[a-zA-Z0-9_.-]+$";
    static final String DIGEST = "^sha256:[0-9a-f]{64}$";
    static final String KEY = "^[0-9a-f]{64}$";
    static final String CPU_FEATURES = "^[0-9a-f]{16}$";
    static final String IMAGE = "^[^@\\s]+@sha256:[0-9a-f]{64}$";
    static final String DECIMAL = "^[0-9]{1,12}(\\.[0-9]{1,9})?$";
    static final String QUANTITY = "^[0-9]+(\\.[0-9]+)?([KMGTP]i?|m|k)?$";
    static final String SLICE = "^[1-9][0-9]{0,2}x[1-9][0-9]{0,2}x[1-9][0-9]{0,2}$";
    static final String RESOURCE = "^[a-z0-9.-]+/[a-zA-Z0-9._-]+$";

    private Names() {}
}
