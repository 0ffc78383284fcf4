package dev.descry.caption;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount of money.
 *
 * @param amount 0 or more; zeros at its end are dropped, so that equal amounts are equal
 * @param currency ISO 4217, for example {@code USD}
 */
public record Cost(BigDecimal amount, String currency) {
    public Cost {
        if (amount.signum() < 0) {
            throw new IllegalArgumentException("cost: expected 0 or more, found " + amount.toPlainString());
        }
        try {
            Currency.getInstance(currency);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("currency: expected a code such as USD, found " + currency, e);
        }
        BigDecimal stripped = amount.stripTrailingZeros();
        amount = stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    public static Cost zero(String currency) {
        return new Cost(BigDecimal.ZERO, currency);
    }

    /**
     * Both together.
     *
     * @throws IllegalArgumentException when the other is in another currency
     */
    public Cost plus(Cost other) {
        return new Cost(amount.add(other.in(currency).amount), currency);
    }

    /** So many times this. */
    public Cost times(long factor) {
        return new Cost(amount.multiply(BigDecimal.valueOf(factor)), currency);
    }

    /** This cost, which must be in that currency: there is no table of exchange rates here. */
    public Cost in(String wanted) {
        if (!wanted.equals(currency)) {
            throw new IllegalArgumentException(
                    "cost: expected %s, found %s; keep all prices in one currency".formatted(wanted, this));
        }
        return this;
    }

    /** For people, for example {@code 0.0042 USD}. */
    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency;
    }
}
