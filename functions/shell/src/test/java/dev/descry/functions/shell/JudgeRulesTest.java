package dev.descry.functions.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.chain.Chain;
import dev.descry.chain.Judging;
import dev.descry.chain.Judging.Effect;
import dev.descry.chain.Judging.When;
import dev.descry.model.packages.Catalog;
import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgeRulesTest {
    @Test
    void nobodyIsJudgedUntilTheSettingsOrTheCallerSaySo() {
        assertThat(chain(Map.of(), "", null).judging()).isEmpty();
        assertThat(chain(Map.of(), "clip:vit-base-patch32", null).judging())
                .contains(Judging.of("clip:vit-base-patch32"));
        assertThat(chain(Map.of(), "last", null).judging()).contains(Judging.of("clip:vit-large-patch14"));
        assertThat(chain(Map.of("descry.judge.when", "last"), "never", null).judging())
                .isEmpty();
    }

    @Test
    void everySettingReachesTheJudge() {
        Map<String, String> settings = Map.of(
                "descry.judge.when", "every-step",
                "descry.judge.model", "clip:vit-h-14",
                "descry.judge.effect", "report",
                "descry.judge.segments", "window:7",
                "descry.judge.thresholds.\"clip:vit-h-14\"", "0.15",
                "descry.judge.thresholds.\"clip:vit-base-patch32\"", "0.22");
        Judging judging = chain(settings, "", null).judging().orElseThrow();
        assertThat(judging)
                .isEqualTo(new Judging(
                        "clip:vit-h-14",
                        When.EVERY_STEP,
                        Effect.REPORT,
                        new Segmentation.Windows(7),
                        new Threshold(0.15)));
        assertThat(chain(settings, "clip:vit-base-patch32", null).judging())
                .map(Judging::threshold)
                .contains(new Threshold(0.22));
        assertThat(chain(settings, "", -0.5).judging()).map(Judging::threshold).contains(new Threshold(-0.5));
    }

    @Test
    void aChainOfTheSettingsHasItsOwnWord() {
        Map<String, String> settings = Map.of("descry.judge.when", "last", "descry.chains.c.judge", "every-step");
        assertThat(chain(settings, "", null).judging()).map(Judging::when).contains(When.EVERY_STEP);
    }

    @Test
    void aChainOfTheSettingsMayHaveAJudgeOfItsOwn() {
        Map<String, String> settings = Map.of("descry.chains.c.judge", "clip:scenes");
        assertThat(chain(settings, "", null).judging()).map(Judging::model).contains("clip:scenes");
        assertThat(chain(settings, "every-step", null).judging())
                .map(judging -> judging.model() + " " + judging.when())
                .contains("clip:scenes EVERY_STEP");
        assertThat(chain(settings, "clip:vit-h-14", null).judging())
                .map(Judging::model)
                .contains("clip:vit-h-14");
        assertThat(chain(settings, "never", null).judging()).isEmpty();
    }

    @Test
    void theCatalogKnowsTheThresholdUnlessTheUserSaysOtherwise() {
        Threshold known =
                new Threshold(Catalog.standard().threshold("clip:scenes").orElseThrow());
        assertThat(known).isNotEqualTo(Threshold.STANDARD);
        assertThat(chain(Map.of(), "clip:scenes", null).judging())
                .map(Judging::threshold)
                .contains(known);
        assertThat(chain(Map.of(), "clip:scenes@int8", null).judging())
                .map(Judging::threshold)
                .contains(known);
        assertThat(chain(Map.of("descry.judge.thresholds.\"clip:scenes\"", "0.4"), "clip:scenes", null)
                        .judging())
                .map(Judging::threshold)
                .contains(new Threshold(0.4));
        assertThat(chain(Map.of(), "clip:scenes", 0.1).judging())
                .map(Judging::threshold)
                .contains(new Threshold(0.1));
        assertThat(chain(Map.of(), "some/folder", null).judging())
                .map(Judging::threshold)
                .contains(Threshold.STANDARD);
    }

    @Test
    void mistakesAreOneClearErrorBeforeAnyImageIsRead() {
        assertThatThrownBy(() -> chain(Map.of(), "", 1.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threshold: expected a number from -1 to 1, found 1.5");
        assertThatThrownBy(
                        () -> chain(Map.of("descry.judge.thresholds.\"clip:vit-large-patch14\"", "-2"), "last", null))
                .hasMessageContaining("threshold: expected a number from -1 to 1, found -2.0");
        assertThatThrownBy(() -> chain(Map.of(), "sometimes", null))
                .hasMessageContaining("judge: expected never, last, every-step or a model")
                .hasMessageContaining("found sometimes");
        assertThatThrownBy(() -> chain(Map.of("descry.judge.effect", "hide"), "last", null))
                .hasMessageContaining("expected prune or report, found hide");
        assertThatThrownBy(() -> chain(Map.of("descry.judge.segments", "page"), "last", null))
                .hasMessageContaining("expected sentence, word, window or window:N, found page");
    }

    private static Chain chain(Map<String, String> properties, String judge, @Nullable Double threshold) {
        Settings settings = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(
                        Map.of("descry.chain", "c", "descry.chains.c.steps[0].expert", "qwen2-vl:scenes"), "base", 100))
                .withSources(new PropertiesConfigSource(properties, "test", 200))
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(Settings.class)
                .build()
                .getConfigMapping(Settings.class);
        return new Chains(settings)
                .chain(new Chains.Wish(
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(judge).filter(word -> !word.isEmpty()),
                        Optional.ofNullable(threshold)));
    }
}
