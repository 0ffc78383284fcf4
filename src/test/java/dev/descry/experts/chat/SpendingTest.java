package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Caption;
import dev.descry.caption.Cost;
import dev.descry.caption.Decoding;
import dev.descry.caption.Usage;
import dev.descry.expert.Budget;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpendingTest {
    private static final Request REQUEST =
            ChatFixture.request(ChatFixture.SMALL, Decoding.GREEDY.withMaxNewTokens(100));

    @Test
    void theEstimateIsNeverBelowTheBill() {
        try (FakeChatServer server = new FakeChatServer(FakeStreams.openAi("A ", "dog."));
                Expert expert = ChatFixture.expert("gpt-4o", priced(server, Budget.unlimited("USD")))) {
            Usage estimate =
                    expert.estimate(REQUEST.prompt(), REQUEST.decoding()).orElseThrow();
            assertThat(server.received()).as("asked nobody").isEmpty();

            Usage bill = describe(expert).usage().orElseThrow();

            // 14 bytes of prompt, 64 around it, 1,445 of the image; 100 to write: x 2.50 and x 10.00 a million.
            assertThat(estimate.promptTokens()).isEqualTo(1_523);
            assertThat(estimate.cost()).contains(dollars("0.0048075"));
            assertThat(estimate.cost().orElseThrow().amount())
                    .isGreaterThan(bill.cost().orElseThrow().amount());
        }
    }

    @Test
    void theBudgetStopsTheCallThatMightExceedIt() {
        Budget budget = Budget.of(dollars("0.02"));
        try (FakeChatServer server = new FakeChatServer(FakeStreams.openAi("A ", "dog."));
                Expert expert = ChatFixture.expert("gpt-4o", priced(server, budget))) {
            int captions = 0;
            ExpertException end = null;
            while (end == null) {
                try {
                    describe(expert);
                    captions++;
                } catch (ExpertException e) {
                    end = e;
                }
            }
            assertThat(end.kind()).isEqualTo(Kind.BUDGET_SPENT);
            assertThat(server.received()).as("the last call was not made").hasSize(captions);
            assertThat(budget.spent()).isEqualTo(dollars("0.002815").times(captions));
            assertThat(budget.spent().amount()).isBetween(new BigDecimal("0.012"), new BigDecimal("0.02"));
        }
    }

    @Test
    void onlyAnswersAreCharged() {
        Budget budget = Budget.of(dollars("1"));
        try (FakeChatServer server = new FakeChatServer(
                        FakeChatServer.status(500, "{}"),
                        FakeChatServer.stream(
                                "text/event-stream", FakeStreams.openAiEvents("content_filter", "A ", "dog.")),
                        FakeChatServer.cut(FakeStreams.openAiWords("A ")));
                Expert expert = ChatFixture.expert("gpt-4o", priced(server, budget))) {
            assertThatThrownBy(() -> describe(expert)).isInstanceOf(ExpertException.class);
            assertThat(budget.spent()).as("a server error").isEqualTo(Cost.zero("USD"));
            assertThatThrownBy(() -> describe(expert)).isInstanceOf(ExpertException.class);
            assertThat(budget.spent()).as("an answer kept back").isEqualTo(dollars("0.002815"));
            assertThatThrownBy(() -> describe(expert)).isInstanceOf(ExpertException.class);
            assertThat(budget.spent())
                    .as("half an answer is taken for the dearest")
                    .isEqualTo(dollars("0.002815").plus(dollars("0.0048075")));
        }
    }

    @Test
    void aBudgetNeedsAPriceForEveryProvider() {
        ChatSetup setup = ChatSetup.of(Map.of("OPENAI_API_KEY", "k")).within(Budget.of(dollars("1")));
        assertThatThrownBy(() -> ChatFixture.expert("gpt-4o", setup))
                .isInstanceOf(ExpertException.class)
                .hasMessage("expert gpt-4o: expected a price, because there is a budget, found none;"
                        + " set descry.chat.prices.\"gpt-4o\".input and .output");
        ChatFixture.expert("llava:7b", setup).close();
    }

    private static ChatSetup priced(FakeChatServer server, Budget budget) {
        return ChatFixture.setup(server, ChatFixture.FAST, ProtocolsTest.prices("gpt-4o"), OllamaOptions.DEFAULT)
                .within(budget);
    }

    private static Caption describe(Expert expert) {
        return expert.describe(REQUEST, TokenListener.NONE, new Cancellation());
    }

    private static Cost dollars(String amount) {
        return new Cost(new BigDecimal(amount), "USD");
    }
}
