package dev.regauge.fleet.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The worker image and, from its first layer, the sandbox image. */
record WorkerImage(OciImage worker, OciImage pause) {
    /** Jobs run as this user; nothing in the image belongs to it. */
    private static final String USER = "65532:65532";

    static WorkerImage build(ImageTrees trees, Progress progress) throws IOException {
        var base = layer(trees.base(progress));
        var layers = List.of(base, layer(trees.wheels(progress)), layer(trees.code(progress)));
        var architecture = Releases.architecture(System.getProperty("os.arch"));
        var worker = new OciImage(
                "regauge.dev/worker",
                layers,
                new OciImage.Settings(
                        architecture,
                        USER,
                        List.of(),
                        List.of(
                                "PATH=/opt/venv/bin:/usr/bin:/bin",
                                "PYTHONPATH=/opt/regauge",
                                "PYTHONDONTWRITEBYTECODE=1",
                                "PYTHONUNBUFFERED=1",
                                "HOME=/tmp",
                                "LANG=C.UTF-8")));
        // A sandbox only has to hold its namespaces. Waiting needs no program of its own, and sharing the base costs no
        // disk.
        var pause = new OciImage(
                "regauge.dev/pause",
                List.of(base),
                new OciImage.Settings(architecture, USER, List.of("/usr/bin/sleep", "infinity"), List.of()));
        return new WorkerImage(worker, pause);
    }

    Images names() {
        return new Images(worker.name(), pause.name());
    }

    /** Digest and size are kept beside the tree: working them out reads gigabytes. */
    private static Layer layer(Path tree) throws IOException {
        var note = tree.resolveSibling("layer");
        if (Files.exists(note)) {
            var words = Files.readString(note).strip().split(" ");
            return new Layer(tree, words[0], Long.parseLong(words[1]));
        }
        var layer = Layer.of(tree);
        Files.writeString(note, layer.sha256() + " " + layer.bytes() + "\n");
        return layer;
    }
}
