package dev.regauge.compileservice.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.crds.v1alpha1.ReportSummary;
import org.junit.jupiter.api.Test;

class ReportsTest {
    private static ReportSummary summary(String json) throws Exception {
        return Reports.summary(new ObjectMapper().readTree(json));
    }

    @Test
    void the_summary_has_the_figures_that_there_are() throws Exception {
        ReportSummary summary = summary("""
                {"flops":{"xla":null,"analytic":1234567890123},"operations":900,"fusions":40,"kernels":null,
                 "bytesBeforeFusion":2000,"bytesAfterFusion":1000,
                 "memory":{"needBytes":10,"limitBytes":20,"fits":true},
                 "predictedStepSeconds":{"p10":0.1,"p50":0.123456789,"p90":0.4},"seconds":{"total":3.25}}
                """);
        assertThat(summary)
                .isEqualTo(new ReportSummary(
                        "1234567890123",
                        2000L,
                        1000L,
                        900,
                        40,
                        null,
                        "0.1",
                        "0.123457",
                        "0.4",
                        "3.25",
                        10L,
                        20L,
                        true));
    }

    @Test
    void the_count_with_trip_counts_goes_before_the_compilers_which_counts_a_loop_once() throws Exception {
        assertThat(summary("{\"flops\":{\"xla\":1,\"analytic\":7.0e12}}").flops())
                .isEqualTo("7000000000000");
        assertThat(summary("{\"flops\":{\"xla\":5,\"analytic\":null}}").flops()).isEqualTo("5");
    }

    @Test
    void an_empty_report_is_a_summary_of_nothing() throws Exception {
        assertThat(summary("{}"))
                .isEqualTo(new ReportSummary(
                        null, null, null, null, null, null, null, null, null, null, null, null, null));
    }
}
