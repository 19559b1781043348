package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The artifacts of this machine's local fleets. */
public final class LocalArtifacts implements ArtifactResolver {
    private final Folders folders;
    private final Map<String, String> environment;
    private final Cache cache;
    private final SystemPrograms system;
    private final CachedPrograms cached;
    private final ProgramResolver programs;
    private Optional<WorkerImage> image = Optional.empty();

    private LocalArtifacts(Folders folders, Map<String, String> environment, SystemPrograms system) {
        this.folders = folders;
        this.environment = environment;
        this.system = system;
        this.cache = new Cache(folders.cache());
        var releases = Releases.read(folders.recipes().resolve("releases.properties"));
        var download = new ReleaseDownload(releases, cache);
        var npm = new NpmPackage(cache, releases.architecture());
        var build = new GoBuild(folders.recipes(), releases, cache);
        this.cached = new CachedPrograms(List.of(download, npm, build));
        this.programs = new ProgramResolver(List.of(new GivenFolder(folders.given()), cached, download, npm, build));
    }

    /** The checkout is {@code REGAUGE_HOME}, or the nearest folder at or above the working directory. */
    public static ArtifactResolver onThisMachine() {
        return here();
    }

    static LocalArtifacts here() {
        var environment = System.getenv();
        return new LocalArtifacts(Folders.of(environment, Path.of("")), environment, SystemPrograms.ofThisMachine());
    }

    @Override
    public Binaries binaries(Progress progress) {
        return new Binaries(
                programs.resolve(Program.ETCD, progress),
                programs.resolve(Program.KUBE_APISERVER, progress),
                programs.resolve(Program.KUBE_CONTROLLER_MANAGER, progress),
                programs.resolve(Program.KUBE_SCHEDULER, progress),
                programs.resolve(Program.KUBELET, progress),
                programs.resolve(Program.KUBECTL, progress));
    }

    @Override
    public NodePrograms nodePrograms(Progress progress) {
        return system.nodePrograms(progress);
    }

    @Override
    public Images images(Progress progress) {
        return image(progress).names();
    }

    @Override
    public void prepareStore(Path containerdRoot, Progress progress) {
        try {
            new NodeStores(cache, nodePrograms(progress)).prepare(containerdRoot, image(progress), progress);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill the image store " + containerdRoot, e);
        }
    }

    /** The store that nodes link to, ahead of the first node. */
    void prepareTemplate(Progress progress) {
        try {
            new NodeStores(cache, nodePrograms(progress)).template(image(progress), progress);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot fill an image store", e);
        }
    }

    void prepareTestTools(Progress progress) {
        trees(progress).dev(progress);
    }

    /** A command in the worker's root file system with the test tools, the checkout writable at {@code /mnt}. */
    Run workerShell(List<String> command, Progress progress) {
        return trees(progress).testJail(folders.checkout(), progress).command(command);
    }

    @Override
    public void addImages(Path containerdSocket, Progress progress) {
        try {
            new NodeStores(cache, nodePrograms(progress)).add(containerdSocket, image(progress), progress);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot import images through " + containerdSocket, e);
        }
    }

    @Override
    public List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        findings.add(
                system.root()
                        ? new Finding("root", Finding.State.READY, "containers can be run", "")
                        : new Finding("root", Finding.State.MISSING, "nodes need root", "run it with sudo"));
        for (var program : Program.values()) findings.add(finding(program));
        for (var needed : SystemPrograms.FOR_NODES) findings.add(finding(needed));
        for (var needed : SystemPrograms.FOR_IMAGES) findings.add(finding(needed));
        return List.copyOf(findings);
    }

    private Finding finding(Program program) {
        var present = new ProgramResolver(List.of(new GivenFolder(folders.given()), cached));
        try {
            var where = present.resolve(program, Progress.silent());
            return new Finding(program.executable(), Finding.State.READY, where.toString(), "");
        } catch (ArtifactMissing notYet) {
            var buildable = system.find("go").isPresent();
            return new Finding(
                    program.executable(),
                    Finding.State.WILL_BE_FETCHED,
                    buildable
                            ? "will be downloaded, or built from source with Go"
                            : "will be downloaded; where its release host cannot be reached, Go builds it, which is not here",
                    buildable ? "" : "install Go 1.26 or newer");
        }
    }

    private Finding finding(SystemPrograms.Needed needed) {
        var name = needed.executable();
        if (system.has(needed)) return new Finding(name, Finding.State.READY, needed.purpose(), "");
        var cure = SystemPrograms.cure(List.of(needed.debianPackage()));
        var installable = system.root() && system.find("apt-get").isPresent();
        return new Finding(
                name,
                installable ? Finding.State.WILL_BE_FETCHED : Finding.State.MISSING,
                needed.purpose() + "; Debian package " + needed.debianPackage(),
                cure);
    }

    /** Built once in the life of this object: the nodes of one fleet get one image though the sources change meanwhile. */
    private synchronized WorkerImage image(Progress progress) {
        var built = image.orElseGet(() -> {
            var trees = trees(progress);
            return cache.alone("image", () -> WorkerImage.build(trees, progress));
        });
        image = Optional.of(built);
        return built;
    }

    private ImageTrees trees(Progress progress) {
        if (!system.root()) {
            throw new ArtifactMissing("The worker image is made in a root file system of its own, which needs root."
                    + " Maybe run it with sudo, or build "
                    + folders.workerImage().resolve("Containerfile")
                    + " with Docker.");
        }
        if (!Files.isDirectory(folders.workerImage().resolve("src"))) {
            throw new ArtifactMissing(folders.workerImage() + " has no folder src");
        }
        system.require(SystemPrograms.FOR_IMAGES, progress);
        return new ImageTrees(folders.workerImage(), cache, environment);
    }
}
