package dev.regauge.operator.observe;

/** Names on Kubernetes objects that the parts share. */
public final class Labels {
    public static final String ROLE = "regauge.dev/role";
    public static final String WORKER = "worker";
    public static final String JOB = "regauge.dev/job";
    public static final String JOB_UID = "regauge.dev/job-uid";
    public static final String POD_EPOCH = "regauge.dev/pod-epoch";
    public static final String POD_INDEX = "regauge.dev/pod-index";
    public static final String TEMPLATE_HASH = "regauge.dev/template-hash";
    public static final String POOL = "regauge.dev/pool";
    public static final String PROFILE = "regauge.dev/profile";
    public static final String CPU_FEATURES = "regauge.dev/cpu-features";
    /** Keeps a pod's chips taken until its processes are proven gone. */
    public static final String CHIPS = "regauge.dev/chips";
    /** Annotation: boot id of the node when the pod was created. */
    public static final String BOOT_ID = "regauge.dev/boot-id";
    /** Annotation: the node that the pod is pinned to. */
    public static final String NODE = "regauge.dev/node";

    private Labels() {}
}
