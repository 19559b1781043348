package dev.regauge.compileservice.index;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.regauge.compileservice.bundle.BundleFiles;
import dev.regauge.compileservice.store.ArtifactStore;
import dev.regauge.crds.v1alpha1.ReportSummary;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/** Compile reports, which lie inside the bundles. */
public final class Reports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MathContext SIX_DIGITS = new MathContext(6);

    private final ArtifactStore store;

    public Reports(ArtifactStore store) {
        this.store = store;
    }

    /** The report of a bundle in the store, as the compiler wrote it. */
    public byte[] read(String sha256) throws IOException {
        ArtifactStore.Blob blob =
                store.blob(sha256).orElseThrow(() -> new IOException("bundle " + sha256 + " is not in the store"));
        return BundleFiles.read(blob.file(), "report.json")
                .orElseThrow(() -> new IOException("bundle " + sha256 + " has no report.json"));
    }

    /** The figures for an Executable's status. */
    public ReportSummary summary(String sha256) throws IOException {
        return summary(JSON.readTree(read(sha256)));
    }

    /** The same from a report as it was written. */
    public static ReportSummary summary(JsonNode report) {
        JsonNode flops = report.path("flops");
        JsonNode predicted = report.path("predictedStepSeconds");
        JsonNode memory = report.path("memory");
        return new ReportSummary(
                // Counted from the optimised module with trip counts, the same way for every target; the compiler's own
                // figure counts a loop's body once, and for H100 there is none.
                decimal(flops.path("analytic").isNumber() ? flops.path("analytic") : flops.path("xla")),
                whole(report.path("bytesBeforeFusion")),
                whole(report.path("bytesAfterFusion")),
                count(report.path("operations")),
                count(report.path("fusions")),
                count(report.path("kernels")),
                decimal(predicted.path("p10")),
                decimal(predicted.path("p50")),
                decimal(predicted.path("p90")),
                decimal(report.path("seconds").path("total")),
                whole(memory.path("needBytes")),
                whole(memory.path("limitBytes")),
                memory.path("fits").isBoolean() ? memory.path("fits").asBoolean() : null);
    }

    private static @Nullable Long whole(JsonNode value) {
        return value.isNumber() ? value.asLong() : null;
    }

    private static @Nullable Integer count(JsonNode value) {
        return value.isNumber() ? value.asInt() : null;
    }

    private static @Nullable String decimal(JsonNode value) {
        if (!value.isNumber()) {
            return null;
        }
        BigDecimal exact = value.decimalValue();
        BigDecimal shown = exact.scale() <= 0 ? exact : exact.round(SIX_DIGITS);
        return shown.stripTrailingZeros().toPlainString();
    }
}
