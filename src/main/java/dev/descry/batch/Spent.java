package dev.descry.batch;

import dev.descry.caption.Caption;
import dev.descry.caption.Cost;
import dev.descry.caption.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What captions took to write.
 *
 * @param captions how many
 * @param millis of the experts' work
 * @param promptTokens read
 * @param tokens written, as the provider counted them where there is one
 * @param cost of those captions that have a price; failed calls are not in it
 */
public record Spent(long captions, long millis, long promptTokens, long tokens, Optional<Cost> cost) {
    /** Nothing yet. */
    public static final Spent NOTHING = new Spent(0, 0, 0, 0, Optional.empty());

    private static final int DIGITS = 6;

    /** With one more caption. */
    public Spent plus(Caption caption) {
        return plus(new Spent(
                1,
                caption.millis(),
                caption.promptTokens(),
                caption.usage().map(Usage::completionTokens).orElse((long)
                        caption.tokens().size()),
                caption.usage().flatMap(Usage::cost)));
    }

    /** Both together. */
    Spent plus(Spent other) {
        return new Spent(
                captions + other.captions,
                millis + other.millis,
                promptTokens + other.promptTokens,
                tokens + other.tokens,
                cost.map(own -> other.cost.map(own::plus).orElse(own)).or(other::cost));
    }

    /** So many times this, rounded. */
    Spent times(double factor) {
        return new Spent(
                Math.round(captions * factor),
                Math.round(millis * factor),
                Math.round(promptTokens * factor),
                Math.round(tokens * factor),
                cost.map(own -> new Cost(
                        own.amount().multiply(BigDecimal.valueOf(factor)).setScale(DIGITS, RoundingMode.HALF_UP),
                        own.currency())));
    }
}
