package dev.regauge.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;

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
        Fleet fleet = new Fleet(List.of(new Fleet.Pool("h100", 8, 3), new Fleet.Pool("v5p", 64, 4)));
        Trace trace = parse("job_id,submission_time,duration,num_gpu,rate_h100,rate_v5p\na,0,100,16,2,0\n", fleet);
        assertThat(trace.rate()[0]).containsExactly(2, 0);
        assertThat(trace.chips()).as("scaled to the only pool it can run in").containsExactly(8);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> parse("job_id,duration,num_gpu\n", Fleet.of(8)))
                .hasMessageContaining("submission_time is missing");
        assertThatThrownBy(() -> parse("job_id,submission_time,duration,num_gpu\na,0,soon,1\n", Fleet.of(8)))
                .hasMessage("t.csv line 2 has 'soon'; allowed: a number");
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
