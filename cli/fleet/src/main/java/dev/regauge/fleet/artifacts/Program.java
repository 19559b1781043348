package dev.regauge.fleet.artifacts;

/** A Kubernetes program that a fleet runs, by the name of its executable. */
enum Program {
    ETCD("etcd"),
    KUBE_APISERVER("kube-apiserver"),
    KUBE_CONTROLLER_MANAGER("kube-controller-manager"),
    KUBE_SCHEDULER("kube-scheduler"),
    KUBELET("kubelet"),
    KUBECTL("kubectl");

    private final String executable;

    Program(String executable) {
        this.executable = executable;
    }

    String executable() {
        return executable;
    }
}
