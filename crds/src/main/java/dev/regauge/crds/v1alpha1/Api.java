package dev.regauge.crds.v1alpha1;

/** Group and version of every Regauge kind. */
public final class Api {
    public static final String GROUP = "regauge.dev";
    public static final String VERSION = "v1alpha1";
    public static final String CATEGORY = "regauge";

    private Api() {}
}
