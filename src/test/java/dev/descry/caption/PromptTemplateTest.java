package dev.descry.caption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTemplateTest {
    @Test
    void holesTakeTheirValues() {
        PromptTemplate template = PromptTemplate.of("mine", "{hint}: check {description} and {description}");

        Prompt prompt = template.render(Map.of("hint", "Look", "description", "a dog", "spare", "x"));

        assertThat(template.holes()).containsExactly("hint", "description");
        assertThat(prompt.text()).isEqualTo("Look: check a dog and a dog");
        assertThat(prompt.previous()).contains("a dog");
        assertThat(prompt.template()).isEqualTo("mine/" + template.version());
    }

    @Test
    void aValueWithBracesIsNotFilledAgain() {
        PromptTemplate template = PromptTemplate.of("mine", "{a} {b}");

        assertThat(template.render(Map.of("a", "{b} $1 \\ {{", "b", "2")).text())
                .isEqualTo("{b} $1 \\ {{ 2");
    }

    @Test
    void aHoleWithoutAValueIsNamed() {
        assertThatThrownBy(() -> PromptTemplate.of("mine", "{tweet}").render(Map.of("description", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prompt template mine: expected a value for {tweet}, found values for description");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a { b", "a } b", "{Description}", "{}", "{description}}", "{two words}"})
    void aLoneBraceIsRefused(String text) {
        assertThatThrownBy(() -> PromptTemplate.of("mine", text)).hasMessageContaining("write it twice");
    }

    @Test
    void doubledBracesAreBraces() {
        assertThat(PromptTemplate.of("mine", "{{description}} {{}}")
                        .render(Map.of())
                        .text())
                .isEqualTo("{description} {}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Answer as {\"x\": {}}", "{description}", "}}{{", "plain"})
    void theUsersWordsAreTakenVerbatim(String words) {
        Prompt prompt = PromptTemplate.verbatim(words).render(Map.of("description", "x"));

        assertThat(prompt.text()).isEqualTo(words);
        assertThat(prompt.template()).startsWith("custom/");
    }

    @Test
    void theVersionFollowsTheText() {
        assertThat(PromptTemplate.of("a", "one").version())
                .isEqualTo("7692c3ad")
                .isNotEqualTo(PromptTemplate.of("a", "two").version());
    }

    @Test
    void bundledTemplatesEndWithoutALineEnd() {
        assertThat(Prompts.bundled().first().text())
                .startsWith("Describe this image")
                .endsWith("what is visible.");
        assertThat(Prompts.bundled().later().holes()).containsExactly("description");
    }

    @Test
    void aFileOfTheUserGoesBeforeTheBundledOne(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("first.txt"), "Mine.\r\nTwo lines.\r\n");
        Files.writeString(folder.resolve("poem.txt"), "Write a poem.");
        Prompts prompts = Prompts.in(folder);

        assertThat(prompts.first().text()).isEqualTo("Mine.\nTwo lines.");
        assertThat(prompts.get("poem").text()).isEqualTo("Write a poem.");
        assertThat(prompts.later()).isEqualTo(Prompts.bundled().later());
        assertThatThrownBy(() -> prompts.get("verse"))
                .hasMessageContaining("expected first or later or a .txt file in " + folder + ", found verse");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../first", "a/b", "", "A"})
    void aNameIsNeverAPath(String name, @TempDir Path folder) {
        assertThatThrownBy(() -> Prompts.in(folder).get(name)).isInstanceOf(IllegalArgumentException.class);
    }
}
