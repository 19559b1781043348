package dev.regauge.scheduler.executable;

import dev.regauge.scheduler.json.InvalidJson;
import dev.regauge.scheduler.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code manifest.json} of a bundle: names every other file with size and digest, and the topology the entries were compiled for. Read from parsed
 * JSON; whoever reads it has checked its digest first.
 */
public record BundleManifest(
        RequestKey requestKey,
        ExecutableKey executableKey,
        String platform,
        String deviceKind,
        int processes,
        int devicesPerProcess,
        List<Device> devices,
        List<MeshAxis> mesh,
        Map<String, @Nullable String> versions,
        int globalBatch,
        int gradientAccumulation,
        String entrypoint,
        Map<String, Entry> entries,
        List<BundleFile> files) {
    public static final String FORMAT = "regauge-bundle/1";
    public static final int CONTRACT_VERSION = 1;
    private static final Set<String> REQUIRED_ENTRIES = Set.of("init", "step", "digest");

    /** A device in mesh order (row-major over the mesh); {@code coords} only where the platform has them. */
    public record Device(int id, int process, int localIndex, List<Integer> coords, int slice) {}

    public record Entry(String file, String sha256, long bytes) {}

    public record BundleFile(String path, String sha256, long bytes) {}

    public BundleManifest {
        devices = List.copyOf(devices);
        mesh = List.copyOf(mesh);
        entries = Map.copyOf(entries);
        files = List.copyOf(files);
    }

    public static BundleManifest read(@Nullable Object parsed) {
        JsonObject json = JsonObject.of("manifest.json", parsed);
        if (json.integer("contractVersion") != CONTRACT_VERSION) {
            throw json.invalid("contractVersion", String.valueOf(CONTRACT_VERSION));
        }
        if (!json.string("format").equals(FORMAT)) {
            throw json.invalid("format", FORMAT);
        }
        BundleManifest manifest = new BundleManifest(
                new RequestKey(hex(json, "requestKey")),
                new ExecutableKey(hex(json, "executableKey")),
                json.string("platform"),
                json.string("deviceKind"),
                json.count("processes"),
                json.count("devicesPerProcess"),
                json.objects("devices").stream().map(BundleManifest::device).toList(),
                json.objects("mesh").stream()
                        .map(a -> new MeshAxis(a.string("axis"), a.count("size")))
                        .toList(),
                versions(json.object("versions")),
                json.count("globalBatch"),
                json.count("gradientAccumulation"),
                json.object("program").string("entrypoint"),
                entries(json.object("entries")),
                json.objects("files").stream().map(BundleManifest::file).toList());
        manifest.checkWhole();
        return manifest;
    }

    /** Counts that contradict each other mean that loader and compiler disagree about the topology: refused before anything is loaded. */
    private void checkWhole() {
        long expected = (long) processes * devicesPerProcess;
        if (devices.size() != expected) {
            throw new InvalidJson(
                    "manifest.json.devices",
                    devices.size() + " devices",
                    expected + ", as processes × devicesPerProcess");
        }
        long volume = 1;
        for (MeshAxis axis : mesh) {
            volume *= axis.size();
        }
        if (volume != expected) {
            throw new InvalidJson("manifest.json.mesh", mesh, "axes whose sizes multiply to " + expected);
        }
        Set<Integer> ids = new HashSet<>();
        for (Device device : devices) {
            if (!ids.add(device.id()) || device.process() >= processes || device.localIndex() >= devicesPerProcess) {
                throw new InvalidJson(
                        "manifest.json.devices", device, "each id once, process and localIndex within the gang");
            }
        }
        checkFiles();
    }

    private void checkFiles() {
        Map<String, BundleFile> byPath = new LinkedHashMap<>();
        for (BundleFile file : files) {
            if (file.path().startsWith("/")
                    || List.of(file.path().split("/", -1)).contains("..")
                    || byPath.put(file.path(), file) != null) {
                throw new InvalidJson(
                        "manifest.json.files", file.path(), "relative paths inside the bundle, each once");
            }
        }
        if (!entries.keySet().containsAll(REQUIRED_ENTRIES)) {
            throw new InvalidJson("manifest.json.entries", entries.keySet(), "at least init, step and digest");
        }
        entries.forEach((name, entry) -> {
            BundleFile file = byPath.get(entry.file());
            if (file == null || !file.sha256().equals(entry.sha256()) || file.bytes() != entry.bytes()) {
                throw new InvalidJson(
                        "manifest.json.entries." + name, entry, "a file of the bundle with the same digest and size");
            }
        });
    }

    private static String hex(JsonObject json, String field) {
        String value = json.string(field);
        if (!Digest.isHex(value)) {
            throw json.invalid(field, "64 lower-case hex digits");
        }
        return value;
    }

    private static Device device(JsonObject json) {
        List<Integer> coords = json.has("coords")
                ? json.list("coords").stream().map(c -> ((Number) c).intValue()).toList()
                : List.of();
        return new Device(
                json.count("id"), json.count("process"), json.count("localIndex"), coords, json.count("slice"));
    }

    private static BundleFile file(JsonObject json) {
        return new BundleFile(json.string("path"), hex(json, "sha256"), json.integer("bytes"));
    }

    private static Map<String, Entry> entries(JsonObject json) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (String name : json.asMap().keySet()) {
            JsonObject entry = json.object(name);
            entries.put(name, new Entry(entry.string("file"), hex(entry, "sha256"), entry.integer("bytes")));
        }
        return entries;
    }

    private static Map<String, @Nullable String> versions(JsonObject json) {
        Map<String, @Nullable String> versions = new LinkedHashMap<>();
        for (String name : json.asMap().keySet()) {
            versions.put(name, json.stringOrNull(name));
        }
        return versions;
    }
}
