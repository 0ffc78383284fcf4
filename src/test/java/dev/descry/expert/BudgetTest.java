package dev.descry.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Cost;
import dev.descry.caption.Usage;
import dev.descry.expert.ExpertException.Kind;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BudgetTest {
    @Test
    void aCallIsRefusedWhenItsHighestCostMightExceedTheBudget() {
        Budget budget = Budget.of(dollars("1"));
        budget.reserve(dollars("0.6"));
        assertThatThrownBy(() -> budget.reserve(dollars("0.5")))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.BUDGET_SPENT))
                .hasMessage("budget: expected room for 0.5 USD, found 0 USD spent and 0.6 USD set aside of 1 USD;"
                        + " allow more or stop here");
    }

    @Test
    void whatACallDidNotUseIsFreeForTheNext() {
        Budget budget = Budget.of(dollars("1"));
        budget.reserve(dollars("0.9"));
        budget.settle(dollars("0.9"), dollars("0.1"));
        budget.reserve(dollars("0.9"));
        assertThat(budget.spent()).isEqualTo(dollars("0.1"));
    }

    @Test
    void manyCallersTogetherStayWithinTheBudget() {
        Budget budget = Budget.of(dollars("1"));
        AtomicInteger calls = new AtomicInteger();
        Stream.generate(() -> CompletableFuture.runAsync(
                        () -> {
                            try {
                                budget.reserve(dollars("0.03"));
                                budget.settle(dollars("0.03"), dollars("0.02"));
                                calls.incrementAndGet();
                            } catch (ExpertException e) {
                                assertThat(e.kind()).isEqualTo(Kind.BUDGET_SPENT);
                            }
                        },
                        Thread::startVirtualThread))
                .limit(200)
                .toList()
                .forEach(CompletableFuture::join);
        assertThat(budget.spent()).isEqualTo(dollars("0.02").times(calls.get()));
        assertThat(budget.spent().amount()).isBetween(new BigDecimal("0.9"), BigDecimal.ONE);
    }

    @Test
    void withoutALimitItOnlyCounts() {
        Budget budget = Budget.unlimited("USD");
        budget.reserve(dollars("1000000"));
        budget.settle(dollars("1000000"), dollars("7"));
        assertThat(budget.spent()).isEqualTo(dollars("7.00"));
    }

    @Test
    void currenciesAreNeverMixed() {
        assertThatThrownBy(() -> Budget.of(dollars("1")).reserve(new Cost(BigDecimal.ONE, "EUR")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cost: expected USD, found 1 EUR; keep all prices in one currency");
    }

    @Test
    void usagesAddUpWithWhatIsKnownOfTheirCosts() {
        Usage priced = new Usage(1, 2, Optional.of(dollars("0.5")));
        assertThat(priced.plus(Usage.of(10, 20))).isEqualTo(new Usage(11, 22, Optional.of(dollars("0.5"))));
        assertThat(priced.plus(priced)).isEqualTo(new Usage(2, 4, Optional.of(dollars("1"))));
    }

    private static Cost dollars(String amount) {
        return new Cost(new BigDecimal(amount), "USD");
    }
}
