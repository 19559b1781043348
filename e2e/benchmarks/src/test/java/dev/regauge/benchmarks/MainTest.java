package dev.regauge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void aTrace() throws IOException {
        Files.writeString(folder.resolve("t.csv"), """
                job_id,submission_time,duration,num_gpu
                wide,0,100,8
                small,10,50,1
                """);
    }

    private int run(String line) throws IOException {
        return Main.run(
                List.of(line.replace("FOLDER", folder.toString()).split(" ")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                trace --gpus 4                                                    | --trace is missing
                trace --trace FOLDER/t.csv                                        | --gpus is missing
                trace --trace FOLDER/t.csv --gpus 0                               | --gpus is '0'; allowed: a whole number from 1 to 2147483647
                trace --trace FOLDER/t.csv --gpus -3                              | --gpus is '-3'; allowed: a whole number from 1 to 2147483647
                trace --trace FOLDER/t.csv --gpus 1.5                             | --gpus is '1.5'; allowed: a whole number from 1 to 2147483647
                trace --trace FOLDER/t.csv --gpus 4 --pools FOLDER/t.csv          | --gpus and --pools are both given; allowed: one of them
                trace --trace FOLDER/t.csv --gpus 4 --policy best                 | policy is 'best'; allowed: fifo, easy
                trace --trace FOLDER/t.csv --gpus 4 --policy                      | --policy has no value
                trace --trace FOLDER/t.csv --gpus 4 --restart-seconds -1          | --restart-seconds is '-1'; allowed: a finite number, at least 0
                trace --trace FOLDER/t.csv --gpus 4 --estimate-error much         | --estimate-error is 'much'; allowed: a finite number, at least 0
                trace --trace FOLDER/t.csv --gpus 4 --seed 0.5                    | --seed is '0.5'; allowed: a whole number
                trace --trace FOLDER/t.csv --gpus 4 --gpus 5                      | --gpus is given twice: 4, 5; allowed: once
                trace --trace FOLDER/t.csv --gpus 4 --schedule FOLDER/s.csv       | --schedule is given with
                trace --trace FOLDER/none.csv --gpus 4                            | there is no file
                trace --trace FOLDER/t.csv --fast                                 | option is '--fast'; allowed: --trace, --gpus
                race                                                              | command is 'race'; allowed: trace, scheduler
                """)
    void wrongUseIsRefusedWithWhatIsAllowed(String line, String message) throws IOException {
        assertThat(run(line)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aScheduleNamesEverySegmentWithItsChips() throws IOException {
        assertThat(run("trace --trace FOLDER/t.csv --gpus 4 --policy fifo --schedule FOLDER/s.csv"))
                .isZero();
        assertThat(folder.resolve("s.csv")).hasContent("""
                job_id,start,end,chips
                wide,0.0,200.0,4
                small,200.0,250.0,1
                """);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("fifo");
    }

    @Test
    void theLastFewPoliciesOfAListAreRunToo() throws IOException {
        assertThat(run("trace --trace FOLDER/t.csv --gpus 4 --policy fifo,easy --policy srsf --json"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\"jobs\": 2")
                .contains("\"policy\": \"fifo\"", "\"policy\": \"easy\"", "\"policy\": \"srsf\"");
    }
}
