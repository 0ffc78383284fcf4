package dev.descry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.caption.Caption;
import dev.descry.caption.Cost;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Provenance;
import dev.descry.caption.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpentTest {
    private static final Caption HERE = caption(List.of(1, 2, 3), Optional.empty());
    private static final Caption ELSEWHERE =
            caption(List.of(), Optional.of(new Usage(100, 20, Optional.of(dollars("0.001")))));

    @Test
    void tokensAreThoseOfTheModelOrOfTheProvidersBill() {
        Spent spent = Spent.NOTHING.plus(HERE).plus(ELSEWHERE);
        assertThat(spent).isEqualTo(new Spent(2, 10, 200, 23, Optional.of(dollars("0.001"))));
    }

    @Test
    void costsAddUp() {
        Spent one = Spent.NOTHING.plus(ELSEWHERE);
        assertThat(one.plus(one).plus(Spent.NOTHING.plus(HERE)).cost()).contains(dollars("0.002"));
    }

    @Test
    void anEstimateScalesTheCost() {
        assertThat(Spent.NOTHING.plus(ELSEWHERE).times(2_000).cost()).contains(dollars("2"));
        assertThat(Spent.NOTHING.plus(HERE).times(2_000).cost()).isEmpty();
    }

    private static Caption caption(List<Integer> tokens, Optional<Usage> usage) {
        Provenance provenance = new Provenance("m", "d", "r", "t", Decoding.GREEDY, "x", "cpu", Instant.EPOCH);
        return new Caption("A dog.", tokens, 100, FinishReason.STOP, 5, provenance, usage);
    }

    private static Cost dollars(String amount) {
        return new Cost(new BigDecimal(amount), "USD");
    }
}
