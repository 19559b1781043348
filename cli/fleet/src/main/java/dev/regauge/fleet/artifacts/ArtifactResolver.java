package dev.regauge.fleet.artifacts;

import java.nio.file.Path;
import java.util.List;

/**
 * Finds, fetches or builds what a local fleet needs. Every call may take minutes the first time and is quick after that;
 * concurrent calls, also from other processes, wait for each other instead of working twice. Every call throws
 * {@link ArtifactMissing} when there is no way.
 */
public interface ArtifactResolver {
    /** The Kubernetes programs: a given folder, the cache, the official release, a build from Go modules. */
    Binaries binaries(Progress progress);

    /** The container runtime of a node, installed with the machine's package manager where that is allowed. */
    NodePrograms nodePrograms(Progress progress);

    /** Builds the worker image if its inputs changed. Needs root. */
    Images images(Progress progress);

    /**
     * Fills an absent or empty folder, to be a containerd's {@code root}, with a store in which {@link #images} are
     * imported and unpacked. Links instead of copying where the cache is on the same file system. Needs root.
     */
    void prepareStore(Path containerdRoot, Progress progress);

    /**
     * Imports {@link #images} into a containerd that runs, unless it has them; what it has besides is kept, because
     * admitted jobs go on with the image they began with. Only layers that are new to it are read. Needs root.
     *
     * @param containerdSocket on which it answers
     */
    void addImages(Path containerdSocket, Progress progress);

    /** What is there and what is not, without fetching or building anything. */
    List<Finding> findings();
}
