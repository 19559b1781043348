package dev.regauge.fleet.artifacts;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An image of uncompressed layers. Its digest is a function of the layers and the settings.
 *
 * @param repository without tag or digest
 */
record OciImage(String repository, List<Layer> layers, Settings settings) {
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    /** What a container of the image starts with; the environment in the order given. */
    record Settings(String architecture, String user, List<String> entrypoint, List<String> environment) {}

    /** The name that carries the digest, which CRI resolves without a registry. */
    String name() {
        return repository + "@sha256:" + Sha256.of(manifest());
    }

    /**
     * Writes one OCI archive of several images, blobs that they share once.
     *
     * @param included layers that the receiving store does not have yet
     */
    static void writeArchive(List<OciImage> images, Predicate<Layer> included, OutputStream out) throws IOException {
        var buffered = new BufferedOutputStream(out, 1 << 20);
        try (var tar = new TarWriter(buffered)) {
            tar.file("oci-layout", 0644, utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
            tar.file("index.json", 0644, index(images));
            var small = new LinkedHashMap<String, byte[]>();
            var large = new LinkedHashMap<String, Layer>();
            for (var image : images) {
                for (var blob : List.of(image.config(), image.manifest())) small.put(Sha256.of(blob), blob);
                for (var layer : image.layers) if (included.test(layer)) large.put(layer.sha256(), layer);
            }
            for (var blob : small.entrySet()) tar.file("blobs/sha256/" + blob.getKey(), 0644, blob.getValue());
            for (var layer : large.values()) {
                tar.startFile("blobs/sha256/" + layer.sha256(), 0644, layer.bytes());
                writeUnchanged(layer, buffered);
                tar.endFile(layer.bytes());
            }
        }
    }

    private static void writeUnchanged(Layer layer, OutputStream out) throws IOException {
        var sink = new Sha256.Sink(out);
        layer.writeTo(sink);
        var now = sink.hex();
        if (!now.equals(layer.sha256())) {
            throw new IOException("the cached layer in " + layer.tree() + " was changed: its digest was "
                    + layer.sha256() + " and is " + now + ". Maybe remove that folder and run again.");
        }
    }

    private static byte[] index(List<OciImage> images) {
        var manifests = new ArrayList<String>();
        for (var image : images) {
            manifests.add("{%s,\"platform\":{\"architecture\":%s,\"os\":\"linux\"},\"annotations\":{%s:%s}}"
                    .formatted(
                            descriptor(MANIFEST, Sha256.of(image.manifest()), image.manifest().length),
                            quote(image.settings.architecture),
                            quote("io.containerd.image.name"),
                            quote(image.name())));
        }
        return utf8("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", manifests) + "]}");
    }

    private byte[] manifest() {
        var config = config();
        var described = layers.stream()
                .map(layer -> "{" + descriptor(LAYER, layer.sha256(), layer.bytes()) + "}")
                .collect(Collectors.joining(","));
        return utf8("{\"schemaVersion\":2,\"mediaType\":%s,\"config\":{%s},\"layers\":[%s]}"
                .formatted(quote(MANIFEST), descriptor(CONFIG, Sha256.of(config), config.length), described));
    }

    private byte[] config() {
        var diffIds = layers.stream().map(layer -> quote(layer.digest())).collect(Collectors.joining(","));
        return utf8(
                "{\"architecture\":%s,\"os\":\"linux\",\"config\":{\"User\":%s,\"Entrypoint\":[%s],\"Env\":[%s]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
                        .formatted(
                                quote(settings.architecture),
                                quote(settings.user),
                                quoteAll(settings.entrypoint),
                                quoteAll(settings.environment),
                                diffIds));
    }

    private static String descriptor(String mediaType, String sha256, long size) {
        return "\"mediaType\":%s,\"digest\":%s,\"size\":%d"
                .formatted(quote(mediaType), quote("sha256:" + sha256), size);
    }

    private static String quoteAll(List<String> texts) {
        return texts.stream().map(OciImage::quote).collect(Collectors.joining(","));
    }

    private static String quote(String text) {
        for (var entry : Map.of('"', "a quotation mark", '\\', "a backslash").entrySet()) {
            if (text.indexOf(entry.getKey()) >= 0) {
                throw new IllegalArgumentException("a setting of an image contains " + entry.getValue() + ": " + text);
            }
        }
        return '"' + text + '"';
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
