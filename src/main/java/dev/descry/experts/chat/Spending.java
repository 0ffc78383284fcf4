package dev.descry.experts.chat;

import dev.descry.caption.Cost;
import dev.descry.caption.Usage;
import dev.descry.expert.Budget;
import java.util.Optional;

/** What one call may cost, put aside until it is known. */
record Spending(Budget budget, Optional<Cost> most) {
    /**
     * Puts the highest cost aside; {@link #settle} must follow.
     *
     * @throws dev.descry.expert.ExpertException {@code BUDGET_SPENT}
     */
    static Spending reserve(Budget budget, Usage most) {
        most.cost().ifPresent(budget::reserve);
        return new Spending(budget, most.cost());
    }

    /**
     * Takes the true cost; the highest where a server began to answer and never said.
     *
     * @param actual what the provider counted
     * @param charged whether it may have counted anything
     */
    void settle(Optional<Usage> actual, boolean charged) {
        most.ifPresent(aside -> budget.settle(
                aside, charged ? actual.flatMap(Usage::cost).orElse(aside) : Cost.zero(aside.currency())));
    }
}
