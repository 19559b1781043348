package dev.regauge.fleet.artifacts;

import dev.regauge.fleet.artifacts.CachedPrograms.CachedSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The projects' own release downloads, refused unless their published SHA-256 matches. */
final class ReleaseDownload implements CachedSource {
    /** Many machines cannot reach a release host at all, and a build takes over: find that out fast. */
    private static final Duration CONNECT = Duration.ofSeconds(4);

    private static final Duration CHECKSUM = Duration.ofSeconds(15);
    private static final Duration WHOLE = Duration.ofMinutes(10);

    private final Releases releases;
    private final Cache cache;
    private final Set<String> unreachable = ConcurrentHashMap.newKeySet();

    ReleaseDownload(Releases releases, Cache cache) {
        this.releases = releases;
        this.cache = cache;
    }

    @Override
    public Path cached(Program program) {
        return cache.folder("programs", key(program)).resolve(program.executable());
    }

    @Override
    public Answer find(Program program, Progress progress) {
        var host = releases.checksumAddress(program).getHost();
        if (unreachable.contains(host)) return new Absent("the release host " + host + " cannot be reached");
        try (var client = client()) {
            var expected = checksum(client, program);
            var folder = cache.once("programs", key(program), partial -> {
                progress.say("downloading " + program.executable() + " " + releases.version(program) + " from " + host);
                download(client, program, expected, partial);
            });
            return new Found(folder.resolve(program.executable()));
        } catch (IOException | UncheckedIOException e) {
            unreachable.add(host);
            return new Absent("the release host " + host + " cannot be reached: " + e);
        }
    }

    private String key(Program program) {
        return program.executable() + "-" + releases.version(program) + "-release";
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    private String checksum(HttpClient client, Program program) throws IOException {
        var address = releases.checksumAddress(program);
        return published(
                get(client, address, CHECKSUM, BodyHandlers.ofString()), fileName(releases.address(program)), address);
    }

    /** Reads a bare digest, or the line of {@code file} in the output of sha256sum. */
    static String published(String text, String file, URI from) {
        for (var line : text.lines().toList()) {
            var words = line.strip().split("\\s+\\*?");
            var named = words.length == 1 || (words.length == 2 && words[1].equals(file));
            if (named && words[0].matches("[0-9a-f]{64}")) return words[0];
        }
        throw new ArtifactMissing(from + " publishes no SHA-256 for " + file);
    }

    private void download(HttpClient client, Program program, String expected, Path folder) throws IOException {
        var address = releases.address(program);
        var file = folder.resolve("download");
        get(client, address, WHOLE, BodyHandlers.ofFile(file));
        var actual = Sha256.ofFile(file);
        if (!actual.equals(expected)) {
            throw new ArtifactMissing(
                    address + " has SHA-256 " + actual + ", but " + expected
                            + " is published for it. It was not kept. Maybe try again, or put a trusted copy into REGAUGE_BIN.");
        }
        var executable = folder.resolve(program.executable());
        if (fileName(address).endsWith(".tar.gz")) {
            Run.of("tar", "-xzf", file.toString(), "-C", folder.toString(), "--strip-components=1")
                    .output();
            Files.delete(file);
        } else {
            Files.move(file, executable);
        }
        if (!executable.toFile().setExecutable(true, false)) {
            throw new ArtifactMissing(address + " does not contain " + program.executable());
        }
    }

    private static String fileName(URI address) {
        return address.getPath().substring(address.getPath().lastIndexOf('/') + 1);
    }

    private static <T> T get(HttpClient client, URI address, Duration limit, BodyHandler<T> handler)
            throws IOException {
        try {
            var request = HttpRequest.newBuilder(address).timeout(limit).build();
            var response = client.send(request, handler);
            if (response.statusCode() != 200) throw new IOException(address + " answered " + response.statusCode());
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading " + address, e);
        }
    }
}
