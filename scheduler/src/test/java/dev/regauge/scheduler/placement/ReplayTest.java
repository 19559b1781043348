package dev.regauge.scheduler.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same history is decided the same to the last byte, in another process too, where sets and maps are walked in another order. */
class ReplayTest {
    private static final int SEEDS = 12;

    /** Lives through histories; prints where this process begins to walk a set and which way, and a digest of all that was decided, one history after the other. */
    static final class Process {
        private Process() {}

        static void main() throws NoSuchAlgorithmException {
            Set<String> many = IntStream.range(0, 100_000)
                    .mapToObj(i -> "a name like node-" + i)
                    .collect(Collectors.toUnmodifiableSet());
            System.out.println(many.stream().limit(2).toList());
            System.out.println(digest());
        }
    }

    private static String digest() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (long seed = 1; seed <= SEEDS; seed++) {
            History history = new History(seed, Engine.create());
            for (int i = 0; i < 60; i++) {
                for (Decision decision : history.step()) {
                    digest.update(decision.toString().getBytes(StandardCharsets.UTF_8));
                }
                digest.update(history.engine.wakeAt().toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Test
    void anotherProcessDecidesTheSameToTheLastByte() throws Exception {
        Set<String> orders = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            List<String> said = lines();
            orders.add(said.getFirst());
            assertThat(said.getLast()).isEqualTo(digest());
        }
        assertThat(orders).as("orders in which the processes walk sets").hasSize(2);
    }

    private static List<String> lines() throws IOException, InterruptedException {
        java.lang.Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Process.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor()).as("%s", lines).isZero();
        return lines;
    }
}
