package dev.regauge.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
    private static Trace parse(String csv, Fleet fleet) throws IOException {
        return Trace.parse("t.csv", new BufferedReader(new StringReader(csv)), fleet);
    }

    @Test
    void readsTheFourColumnsInAnyOrderAndSortsBySubmission() throws IOException {
        Trace trace = parse("num_gpu,job_id,submission_time,duration\n4,b,20,100\n1,a,10,5.5\n", Fleet.of(8));
        assertThat(trace.id()).containsExactly("a", "b");
        assertThat(trace.duration()).containsExactly(5.5, 100);
        assertThat(trace.chips()).containsExactly(1, 4);
    }

    @Test
    void aGangLargerThanTheFleetIsScaledDownWithEqualWork() throws IOException {
        Trace trace = parse("job_id,submission_time,duration,num_gpu\na,0,100,16\n", Fleet.of(8));
        assertThat(trace.chips()).containsExactly(8);
        assertThat(trace.duration()).containsExactly(200);
    }

    @Test
    void ratesByPoolAreRead() throws IOException {
        Fleet fleet = new Fleet(List.of(new Fleet.Pool("a", "h100", 8, 3), new Fleet.Pool("b", "v5p", 64, 4)));
        Trace trace = parse("job_id,submission_time,duration,num_gpu,rate_h100,rate_v5p\na,0,100,16,2,0\n", fleet);
        assertThat(trace.rate()[0]).containsExactly(2, 0);
        assertThat(trace.chips()).as("scaled to the only pool it can run in").containsExactly(8);
    }

    @Test
    void withoutRateColumnsEveryJobRunsEverywhere() throws IOException {
        Fleet fleet = new Fleet(List.of(new Fleet.Pool("a", "h100", 8, 3), new Fleet.Pool("b", "v5p", 64, 4)));
        assertThat(parse("job_id,submission_time,duration,num_gpu\na,0,100,1\n", fleet)
                        .rate()[0])
                .containsExactly(1, 1);
    }

    @Test
    void rowsWithoutChipsOrTimeAreLeftOutAndCounted() throws IOException {
        Trace trace = parse("job_id,submission_time,duration,num_gpu\na,0,0,1\n\nb,0,10,0\nc,-5,10,1\n", Fleet.of(8));
        assertThat(trace.id()).containsExactly("c");
        assertThat(trace.leftOut()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                a,soon,1,1         | t.csv line 2: submission_time is 'soon'; allowed: a number
                a,NaN,1,1          | t.csv line 2: submission_time is 'NaN'; allowed: a finite number
                a,0,-3,1           | t.csv line 2: duration is '-3'; allowed: a finite number, at least 0
                a,0,Infinity,1     | t.csv line 2: duration is 'Infinity'; allowed: a finite number, at least 0
                a,0,1,-1           | t.csv line 2: num_gpu is '-1'; allowed: a finite number, at least 0
                a,0,1,1.5          | t.csv line 2: num_gpu is '1.5'; allowed: a whole number up to 2147483647
                ,0,1,1             | t.csv line 2: job_id is ''; allowed: a value
                a,0,1              | t.csv line 2 has 3 values; allowed: one for each of the 4 columns
                """)
    void aWrongRowIsRefusedWithLineColumnValueAndWhatIsAllowed(String row, String message) {
        assertThatThrownBy(() -> parse("job_id,submission_time,duration,num_gpu\n" + row + "\n", Fleet.of(8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void wrongColumnsAreRefused() {
        assertThatThrownBy(() -> parse("job_id,duration,num_gpu\n", Fleet.of(8)))
                .hasMessage("t.csv has the columns job_id, duration, num_gpu; submission_time is missing");
        assertThatThrownBy(() -> parse("", Fleet.of(8))).hasMessageContaining("t.csv is empty");
        assertThatThrownBy(() -> parse("job_id,job_id\n", Fleet.of(8))).hasMessageContaining("job_id twice");
        assertThatThrownBy(() -> parse("job_id,submission_time,duration,num_gpu,rate_b200\n", Fleet.of(8)))
                .hasMessage("t.csv has the column rate_b200, but no pool has this profile; allowed: rate_gpus");
    }

    @Test
    void poolsHaveAProfileAndAPrice() throws IOException {
        Fleet fleet =
                pools("pool,profile,chips,usd_per_chip_hour\nrow-1,h100,64,2.5\nrow-2,h100,32,2.5\nv5p,v5p,256,4.2\n");
        assertThat(fleet.chips()).isEqualTo(352);
        assertThat(fleet.pools().get(1)).isEqualTo(new Fleet.Pool("row-2", "h100", 32, 2.5));
        assertThat(pools("chips,pool\n8,a\n").pools()).containsExactly(new Fleet.Pool("a", "a", 8, 0));
    }

    @Test
    void wrongPoolsAreRefused() {
        assertThatThrownBy(() -> pools("pool\na\n")).hasMessage("pools.csv has the columns pool; chips is missing");
        assertThatThrownBy(() -> pools("pool,chips\na,0\n"))
                .hasMessage("pools.csv line 2: chips is '0'; allowed: a finite number, at least 1");
        assertThatThrownBy(() -> pools("pool,chips\na,1\na,2\n")).hasMessageContaining("two pools named a");
        assertThatThrownBy(() -> pools("pool,chips\n")).hasMessageContaining("no pool");
    }

    private static Fleet pools(String csv) throws IOException {
        return Fleet.parse("pools.csv", new BufferedReader(new StringReader(csv)));
    }

    @Test
    void estimatesAreExactOrErrByTheirSigma() throws IOException {
        StringBuilder csv = new StringBuilder("job_id,submission_time,duration,num_gpu\n");
        for (int i = 0; i < 2000; i++) {
            csv.append("j,0,100,1\n");
        }
        Trace trace = parse(csv.toString(), Fleet.of(8));
        assertThat(trace.estimates(0, 1)).containsOnly(100);
        double[] logs = java.util.Arrays.stream(trace.estimates(0.7, 1))
                .map(e -> Math.log(e / 100))
                .toArray();
        double variance =
                java.util.Arrays.stream(logs).map(x -> x * x).average().orElseThrow();
        assertThat(Math.sqrt(variance)).isBetween(0.65, 0.75);
        assertThat(trace.estimates(0.7, 1)).isEqualTo(trace.estimates(0.7, 1)).isNotEqualTo(trace.estimates(0.7, 2));
    }
}
