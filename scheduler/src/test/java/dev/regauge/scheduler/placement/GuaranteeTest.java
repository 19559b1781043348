package dev.regauge.scheduler.placement;

import static dev.regauge.scheduler.placement.World.aJob;
import static dev.regauge.scheduler.placement.World.variant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regauge.scheduler.placement.queue.Lane;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuaranteeTest {
    private final VariantOffer one = variant("one", "cpu", 1, 8, 1);
    private final VariantOffer two = variant("two", "cpu", 2, 8, 1);
    private final Facts facts = new Facts();

    private boolean considers(VariantOffer variant, Set<Lane.Kind> shut) {
        new World(new Listener(facts))
                .queue("research", Map.of("cpu", new Queue.Share(8, 100)))
                .decide();
        return new Guarantee(aJob("a").with(one, two).build(), facts, shut).considers(variant);
    }

    @Test
    void onlyVariantsWithinTheGuaranteeAreConsidered() {
        assertThat(considers(one, Set.of())).isTrue();
        assertThat(considers(two, Set.of())).isFalse();
    }

    @Test
    void fromHostsThatAJobOfItsLineWaitsForTooLongNoneIs() {
        assertThat(considers(one, Set.of(new Lane.Kind("cpu", 8)))).isFalse();
        assertThat(considers(one, Set.of(new Lane.Kind("cpu", 4), new Lane.Kind("h100", 8))))
                .isTrue();
    }

    @Test
    void everyPoolIsOpenSoNoneCanBeSaidToBeShut() {
        Guarantee guarantee = new Guarantee(aJob("a").with(one).build(), facts, Set.of());
        Pool pool = new Pool("p", "cpu", 1, Carving.Fixed);
        assertThat(guarantee.open(pool, one)).isTrue();
        assertThatThrownBy(() -> guarantee.shut(pool, one)).isInstanceOf(IllegalStateException.class);
    }
}
