package dev.regauge.compileservice.upload;

import dev.regauge.compileservice.bundle.BundleRefused;
import dev.regauge.compileservice.bundle.BundleVerifier;
import dev.regauge.compileservice.bundle.Wanted;
import dev.regauge.compileservice.index.Index;
import dev.regauge.compileservice.request.Request;
import dev.regauge.compileservice.sign.Tickets;
import dev.regauge.compileservice.sign.Tickets.Ticket;
import dev.regauge.compileservice.store.ArtifactStore;
import dev.regauge.compileservice.store.Sha256;
import dev.regauge.crds.v1alpha1.Executable;
import dev.regauge.crds.v1alpha1.ExecutablePhase;
import dev.regauge.scheduler.executable.BundleManifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes bundles in. A ticket stores one bundle; the same bytes again get the same answer, for an answer may be lost. */
public final class Uploads {
    private final Tickets tickets;
    private final Executables executables;
    private final ArtifactStore store;
    private final Index index;
    private final long mostBytes;
    private final InstantSource clock;

    public Uploads(
            Tickets tickets,
            Executables executables,
            ArtifactStore store,
            Index index,
            long mostBytes,
            InstantSource clock) {
        this.tickets = tickets;
        this.executables = executables;
        this.store = store;
        this.index = index;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /** Where Executables are looked up. */
    @FunctionalInterface
    public interface Executables {
        /** The Executable as it is now. */
        Optional<Executable> find(String namespace, String name);
    }

    /** What became of an upload. */
    public sealed interface Answer {
        /** The bundle is stored and indexed. */
        record Stored(String namespace, String name, String sha256) implements Answer {}

        /** The ticket does not count. */
        record NotAllowed(String why) implements Answer {}

        /** The try is over or has stored another bundle. */
        record Conflict(String why) implements Answer {}

        /** More bytes than allowed. */
        record TooLarge(String why) implements Answer {}

        /** The sender went away in the middle. */
        record BrokenOff(String why) implements Answer {}

        /** The bundle is not what the contract allows, or not what was asked for. */
        record Refused(String why) implements Answer {}
    }

    /**
     * Checks, stores, indexes. The body is read only for a ticket that counts.
     *
     * @param announced the SHA-256 that the sender says the body has; null if it says nothing
     */
    public Answer accept(String uid, int attempt, String presented, @Nullable String announced, InputStream body)
            throws IOException {
        return switch (tickets.check(presented, clock.instant())) {
            case Tickets.Checked.Refused(String why) -> new Answer.NotAllowed(why);
            case Tickets.Checked.Granted(Ticket ticket) ->
                ticket.uid().equals(uid) && ticket.attempt() == attempt
                        ? accept(ticket, announced, body)
                        : new Answer.NotAllowed("the ticket is for try " + ticket.attempt() + " of " + ticket.uid());
        };
    }

    private Answer accept(Ticket ticket, @Nullable String announced, InputStream body) throws IOException {
        Optional<Executable> found = executables
                .find(ticket.namespace(), ticket.name())
                .filter(e -> e.getMetadata().getUid().equals(ticket.uid()));
        if (found.isEmpty()) {
            return new Answer.Conflict("the Executable is gone");
        }
        Executable executable = found.get();
        Optional<String> before = store.upload(ticket.uid(), ticket.attempt());
        if (before.isEmpty() && !isUnderWay(executable, ticket.attempt())) {
            return new Answer.Conflict("try " + ticket.attempt() + " is over");
        }
        if (!(Request.of(executable.getSpec()) instanceof Request.Valid request)) {
            return new Answer.Conflict("the Executable asks for nothing that can be compiled");
        }
        try (ArtifactStore.Incoming incoming = store.incoming()) {
            return switch (receive(body, incoming.file())) {
                case Received.Whole(String sha256)
                when announced != null && !announced.equals(sha256) ->
                    new Answer.Refused("the body has the digest " + sha256 + ", announced was " + announced);
                case Received.Whole(String sha256) -> take(ticket, request, before, incoming, sha256);
                case Received.TooMuch() ->
                    new Answer.TooLarge("the bundle has more than " + mostBytes + " bytes; allowed: at most that many");
                case Received.Part(String why) -> new Answer.BrokenOff("the body broke off: " + why);
            };
        }
    }

    private sealed interface Received {
        record Whole(String sha256) implements Received {}

        record TooMuch() implements Received {}

        record Part(String why) implements Received {}
    }

    private Answer take(
            Ticket ticket,
            Request.Valid request,
            Optional<String> before,
            ArtifactStore.Incoming incoming,
            String sha256)
            throws IOException {
        if (before.isPresent() && !before.get().equals(sha256)) {
            return new Answer.Conflict(
                    "try " + ticket.attempt() + " has stored another bundle, sha256:" + before.get());
        }
        BundleManifest manifest;
        try {
            manifest = BundleVerifier.verify(incoming.file(), new Wanted(request.key(), request.inputs()));
        } catch (BundleRefused e) {
            return new Answer.Refused(String.valueOf(e.getMessage()));
        }
        long bytes = Files.size(incoming.file());
        incoming.keep(sha256);
        String recorded = store.recordUpload(ticket.uid(), ticket.attempt(), sha256);
        if (!recorded.equals(sha256)) {
            return new Answer.Conflict("try " + ticket.attempt() + " has stored another bundle, sha256:" + recorded);
        }
        index.add(ticket.namespace(), manifest, sha256, bytes, clock.instant());
        return new Answer.Stored(ticket.namespace(), ticket.name(), sha256);
    }

    private static boolean isUnderWay(Executable executable, int attempt) {
        return executable.getStatus() != null
                && executable.getStatus().phase() == ExecutablePhase.Compiling
                && executable.getStatus().attempt() == attempt;
    }

    private Received receive(InputStream body, Path file) throws IOException {
        MessageDigest sha256 = Sha256.start();
        byte[] buffer = new byte[1 << 16];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                int n;
                try {
                    n = body.read(buffer);
                } catch (IOException e) {
                    // Not our disk's failure: the connection ended.
                    return new Received.Part(String.valueOf(e.getMessage()));
                }
                if (n < 0) {
                    return new Received.Whole(HexFormat.of().formatHex(sha256.digest()));
                }
                bytes += n;
                if (bytes > mostBytes) {
                    return new Received.TooMuch();
                }
                sha256.update(buffer, 0, n);
                out.write(buffer, 0, n);
            }
        }
    }
}
