package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Containerd roots with the images imported and unpacked, one per pair of images. A node gets hard links to a template's
 * files and real copies of its databases, the only files that containerd changes in place. A template for new code starts
 * from an older one, so that only the layers which are new are imported.
 */
final class NodeStores {
    private static final String KIND = "node-stores";
    private static final int KEPT = 3;

    private final Cache cache;
    private final NodePrograms programs;

    NodeStores(Cache cache, NodePrograms programs) {
        this.cache = cache;
        this.programs = programs;
    }

    void prepare(Path containerdRoot, WorkerImage image, Progress progress) throws IOException {
        var template = template(image, progress);
        if (Files.isDirectory(containerdRoot)) {
            try (var content = Files.list(containerdRoot)) {
                if (content.findAny().isPresent()) {
                    throw new IllegalArgumentException(
                            containerdRoot + " is to become a node's store and is not empty");
                }
            }
        }
        copy(template.resolve("root"), containerdRoot);
    }

    /** Imports the images that a running containerd lacks. */
    void add(Path socket, WorkerImage image, Progress progress) throws IOException {
        var images = List.of(image.worker(), image.pause());
        if (lines(socket, "images", "ls", "-q")
                .containsAll(images.stream().map(OciImage::name).toList())) return;
        progress.say("importing what is new of the worker image through " + socket);
        var present = lines(socket, "content", "ls", "-q");
        ctr(socket, "images", "import", "-")
                .feeding(input -> OciImage.writeArchive(images, layer -> !present.contains(layer.digest()), input));
    }

    private Set<String> lines(Path socket, String... arguments) {
        return ctr(socket, arguments).output().lines().collect(Collectors.toSet());
    }

    private Run ctr(Path socket, String... arguments) {
        var command = new ArrayList<>(List.of(programs.ctr().toString(), "-a", socket.toString(), "-n", "k8s.io"));
        command.addAll(List.of(arguments));
        return Run.of(command);
    }

    /** The template for the image, made first if it is not there. */
    Path template(WorkerImage image, Progress progress) throws IOException {
        var key = new Sha256()
                .with(image.worker().name())
                .with(image.pause().name())
                .shortHex();
        var store = cache.once(KIND, key, folder -> {
            var root = folder.resolve("root");
            var previous = closest(image);
            var present = new HashSet<String>();
            if (previous.isPresent()) {
                copy(previous.get().resolve("root"), root);
                present.addAll(layers(previous.get()));
            }
            progress.say(
                    present.isEmpty()
                            ? "importing the worker image into a node's store (once)"
                            : "importing what is new of the worker image");
            fill(root, image, present);
            Files.write(folder.resolve("layers"), digests(image));
        });
        prune(store);
        return store;
    }

    private void fill(Path root, WorkerImage image, Set<String> present) throws IOException {
        try (var containerd = ScratchContainerd.start(programs, root)) {
            var images = List.of(image.worker(), image.pause());
            containerd
                    .ctr("images", "import", "-")
                    .feeding(input -> OciImage.writeArchive(images, layer -> !present.contains(layer.digest()), input));
            var wanted = images.stream().map(OciImage::name).collect(Collectors.toSet());
            for (var name :
                    containerd.ctr("images", "ls", "-q").output().lines().toList()) {
                if (!wanted.remove(name))
                    containerd.ctr("images", "rm", "--sync", name).output();
            }
            if (!wanted.isEmpty()) throw new IOException("containerd did not take " + wanted);
        }
    }

    /** The template that shares most layers with the image, if one shares any. */
    private Optional<Path> closest(WorkerImage image) throws IOException {
        var wanted = digests(image);
        return templates().stream()
                .filter(template -> shared(template, wanted) > 0)
                .max(Comparator.comparingLong(template -> shared(template, wanted)));
    }

    private static long shared(Path template, List<String> wanted) {
        return layers(template).stream().filter(wanted::contains).count();
    }

    private static List<String> layers(Path template) {
        try {
            return Files.readAllLines(template.resolve("layers"));
        } catch (IOException e) {
            throw new ArtifactMissing("the image store " + template + " is damaged. Maybe remove it.", e);
        }
    }

    private static List<String> digests(WorkerImage image) {
        return image.worker().layers().stream().map(Layer::digest).toList();
    }

    private List<Path> templates() throws IOException {
        var folder = cache.folder(KIND, "none").resolveSibling(".");
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(each -> Files.exists(each.resolve("layers")))
                    .sorted(Comparator.comparing(NodeStores::lastUse).reversed())
                    .toList();
        }
    }

    private void prune(Path used) throws IOException {
        Files.setLastModifiedTime(used, FileTime.from(Instant.now()));
        cache.alone(KIND, () -> {
            templates().stream().skip(KEPT).forEach(Cache::delete);
            return used;
        });
    }

    private static FileTime lastUse(Path template) {
        try {
            return Files.getLastModifiedTime(template);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** Links what never changes and really copies the databases. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        var linkable = Files.getFileStore(from).equals(Files.getFileStore(to));
        Run.of("cp", linkable ? "-al" : "-a", from + "/.", to.toString()).output();
        if (!linkable) return;
        try (Stream<Path> files = Files.walk(from, 2)) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".db")).toList()) {
                var own = to.resolve(from.relativize(file));
                // Not REPLACE_EXISTING: the target is a link to the source, and copying a file to itself does nothing.
                Files.delete(own);
                Files.copy(file, own);
            }
        }
    }
}
