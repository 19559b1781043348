package dev.regauge.operator.status;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Fractions in status are text: Kubernetes wants no floating point, and readers no sixteen digits. */
final class Numbers {
    private static final MathContext FOUR = new MathContext(4);

    private Numbers() {}

    static @Nullable String text(@Nullable Double value) {
        return value == null || !Double.isFinite(value)
                ? null
                : new BigDecimal(value).round(FOUR).stripTrailingZeros().toPlainString();
    }

    /** Seconds with milliseconds. */
    static String seconds(double value) {
        return new BigDecimal(value)
                .setScale(3, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    static double number(@Nullable String text) {
        return text == null ? 0 : Double.parseDouble(text);
    }
}
