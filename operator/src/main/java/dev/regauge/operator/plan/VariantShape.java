package dev.regauge.operator.plan;

import dev.regauge.crds.v1alpha1.HardwareProfileSpec;
import dev.regauge.crds.v1alpha1.Variant;
import java.util.Arrays;

/** How many hosts a variant takes and how many chips of each. */
public record VariantShape(int hosts, int chipsPerHost) {
    public static VariantShape of(Variant variant, HardwareProfileSpec profile) {
        int perHost = profile.host().chips();
        if (variant.slice() != null) {
            int volume = volume(variant.slice());
            int chips = Math.min(volume, perHost);
            return new VariantShape(Math.ceilDiv(volume, chips), chips);
        }
        int hosts = variant.hosts() == null ? 1 : variant.hosts();
        return new VariantShape(hosts, variant.chipsPerHost() == null ? perHost : variant.chipsPerHost());
    }

    public int chips() {
        return Math.multiplyExact(hosts, chipsPerHost);
    }

    static int volume(String slice) {
        return Arrays.stream(slice.split("x")).mapToInt(Integer::parseInt).reduce(1, Math::multiplyExact);
    }
}
