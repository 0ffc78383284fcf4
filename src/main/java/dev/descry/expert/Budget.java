package dev.descry.expert;

import dev.descry.caption.Cost;
import dev.descry.expert.ExpertException.Kind;
import java.util.Optional;

/**
 * Money that must not be exceeded. Before a call its highest cost is put aside, after it the true cost is taken, so that
 * what is spent stays within the limit however many calls are under way. Counts without a limit too. Safe for use by
 * several threads.
 */
public final class Budget {
    private final Optional<Cost> limit;
    private final String currency;
    private Cost spent;
    private Cost reserved;

    private Budget(Optional<Cost> limit, String currency) {
        this.limit = limit;
        this.currency = currency;
        spent = Cost.zero(currency);
        reserved = Cost.zero(currency);
    }

    /** At most this much. */
    public static Budget of(Cost limit) {
        return new Budget(Optional.of(limit), limit.currency());
    }

    /** No limit, only a running total. */
    public static Budget unlimited(String currency) {
        return new Budget(Optional.empty(), currency);
    }

    /**
     * Puts the highest cost of a call aside; {@link #settle} must follow.
     *
     * @throws ExpertException {@code BUDGET_SPENT} when what is left may not be enough
     */
    public synchronized void reserve(Cost most) {
        Cost after = spent.plus(reserved).plus(most);
        if (limit.isPresent() && after.amount().compareTo(limit.get().amount()) > 0) {
            throw new ExpertException(
                    Kind.BUDGET_SPENT,
                    "budget: expected room for %s, found %s spent and %s set aside of %s; allow more or stop here"
                            .formatted(most, spent, reserved, limit.get()));
        }
        reserved = reserved.plus(most);
    }

    /** Gives back what was put aside for a call and takes what it cost. */
    public synchronized void settle(Cost most, Cost actual) {
        spent = spent.plus(actual);
        reserved = new Cost(reserved.amount().subtract(most.in(currency).amount()), currency);
    }

    /** The running total, calls under way not counted. */
    public synchronized Cost spent() {
        return spent;
    }

    public Optional<Cost> limit() {
        return limit;
    }

    public String currency() {
        return currency;
    }
}
