package dev.descry.functions.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class InterrogatorExpertsTest {
    @Test
    void anUnknownModeListsTheModes() {
        try (Setup setup = Setup.open(Optional.empty(), Map.of())) {
            assertThatThrownBy(() -> setup.list().require("clip-interrogator:slow"))
                    .hasMessageContaining("caption, classic, fast, best, negative, analyse, custom, found slow");
        }
    }

    @Test
    void ownTermsAreNeededWhereNothingElseIsAskedFor() {
        try (Setup setup = Setup.open(Optional.empty(), Map.of())) {
            assertThatThrownBy(() -> setup.list().require("clip-interrogator:custom"))
                    .hasMessageEndingWith("found none; set descry.interrogator.terms");
        }
        try (Setup setup = Setup.open(Optional.empty(), Map.of("descry.interrogator.compat", "true"))) {
            assertThatThrownBy(() -> setup.list().require("clip-interrogator:best"))
                    .hasMessageEndingWith("found none; set descry.interrogator.terms");
        }
    }

    @Test
    void anInterrogatorIsNoCaptioner() {
        Map<String, String> settings = Map.of("descry.interrogator.captioner", "clip-interrogator:fast");
        try (Setup setup = Setup.open(Optional.empty(), settings)) {
            assertThatThrownBy(() -> setup.list().require("clip-interrogator:best"))
                    .hasMessageContaining("expected a captioner that describes images by itself")
                    .hasMessageContaining("found clip-interrogator:fast; set descry.interrogator.captioner");
        }
    }

    @Test
    void everyModeIsOffered() {
        try (Setup setup = Setup.open(Optional.empty(), Map.of())) {
            assertThat(setup.list().entries())
                    .extracting(ExpertList.Entry::name)
                    .contains("clip-interrogator:classic", "clip-interrogator:best", "clip-interrogator:negative");
        }
    }
}
