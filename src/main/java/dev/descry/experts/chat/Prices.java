package dev.descry.experts.chat;

import dev.descry.caption.Cost;
import dev.descry.caption.Usage;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What providers charge, as the settings tell it: nothing is built in, because prices change.
 *
 * @param currency of all prices
 * @param prices by the expert's name or, where that has none, the model's
 */
public record Prices(String currency, Map<String, Price> prices) {
    private static final int MILLION = 6;

    /** No prices. */
    public static final Prices NONE = new Prices("USD", Map.of());

    public Prices {
        prices = Map.copyOf(prices);
        Cost.zero(currency);
    }

    /**
     * The price of one model.
     *
     * @param input of a million tokens read, 0 or more
     * @param output of a million tokens written, thinking included; 0 or more
     */
    public record Price(BigDecimal input, BigDecimal output) {
        public Price {
            if (input.signum() < 0 || output.signum() < 0) {
                throw new IllegalArgumentException(
                        "price: expected 0 or more, found %s and %s".formatted(input, output));
            }
        }

        private BigDecimal of(long prompt, long completion) {
            return input.multiply(BigDecimal.valueOf(prompt))
                    .add(output.multiply(BigDecimal.valueOf(completion)))
                    .movePointLeft(MILLION);
        }
    }

    /** The price of an expert, where there is one. */
    public Optional<Price> of(ChatName name) {
        return Optional.ofNullable(prices.get(name.full())).or(() -> Optional.ofNullable(prices.get(name.model())));
    }

    /** The tokens with their cost, where the expert has a price. */
    public Usage usage(ChatName name, long prompt, long completion) {
        return new Usage(prompt, completion, of(name).map(price -> new Cost(price.of(prompt, completion), currency)));
    }
}
