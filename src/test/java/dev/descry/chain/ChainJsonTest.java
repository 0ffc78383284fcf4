package dev.descry.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.caption.Decoding;
import dev.descry.caption.PromptTemplate;
import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainJsonTest {
    private static final Chain CHAIN = new Chain(
            "careful",
            List.of(
                    new Step(
                            "qwen2-vl:7b@int4",
                            PromptTemplate.verbatim("What is {this}?"),
                            PromptTemplate.of("later", "Check {description}"),
                            new Decoding(99, 0.7, 40, 0.9, 1.1, 3, 42, 5_000, 900_000),
                            Duration.ofSeconds(90),
                            new Retry(3, Duration.ofMillis(250), Duration.ofMinutes(7)),
                            OnFailure.SKIP),
                    Step.of("gpt-4o")),
            false,
            Optional.of(new Judging(
                    "clip:l14",
                    Judging.When.EVERY_STEP,
                    Judging.Effect.REPORT,
                    new Segmentation.Windows(4),
                    new Threshold(0.25))));

    @Test
    void aChainComesBackAsItWasWithPromptsAndLimits() {
        assertThat(ChainJson.read(ChainJson.write(CHAIN))).isEqualTo(CHAIN);
        Chain plain = Chain.of("one");
        assertThat(ChainJson.read(ChainJson.write(plain))).isEqualTo(plain);
    }

    @Test
    void aDamagedChainSaysWhatIsMissing() {
        ObjectNode json = ChainJson.write(CHAIN);
        ((ObjectNode) json.path("steps").path(0)).put("timeout", "soon");
        assertThatThrownBy(() -> ChainJson.read(json)).hasMessageContaining("duration in timeout, found soon");
        assertThatThrownBy(() -> ChainJson.read(json.without("steps"))).hasMessageContaining("member steps");
    }
}
