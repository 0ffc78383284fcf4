package dev.descry.experts.interrogator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TermListTest {
    @TempDir
    private Path folder;

    @Test
    void blankLinesByteOrderMarkAndSpacesAreLeftOut() throws IOException {
        TermList list = TermList.read(file("own.txt", "\uFEFFfog\r\n\r\n  a flooded street \n\n"));
        assertThat(list.name()).isEqualTo("own");
        assertThat(list.terms()).containsExactly("fog", "a flooded street");
        assertThat(list.notices()).isEmpty();
    }

    @Test
    void repeatedTermsCountOnceAndOneLineSaysSo() throws IOException {
        TermList list = TermList.read(file("own.txt", "fog\nrain\nfog\nfog\n"));
        assertThat(list.terms()).containsExactly("fog", "rain");
        assertThat(list.notices()).singleElement().asString().endsWith("found 2 repeated; each is used once");
    }

    @Test
    void aTermOfThreeHundredWordsIsLeftOutAndOneLineSaysWhere() throws IOException {
        TermList list = TermList.read(file("own.txt", "fog\n" + "very ".repeat(299) + "long\nrain\n"));
        assertThat(list.terms()).containsExactly("fog", "rain");
        assertThat(list.notices())
                .singleElement()
                .asString()
                .endsWith("own.txt line 2: expected a term of at most 75 words, found 300; it is left out");
    }

    @Test
    void anEmptyFileIsOneClearError() {
        assertThatThrownBy(() -> TermList.read(file("own.txt", "\n \n")))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith(
                        "own.txt: expected one term a line, found none; fill the file or switch the list off");
    }

    @Test
    void aFolderGivesItsListsByName() throws IOException {
        file("b.txt", "fog");
        file("a.txt", "rain");
        file("notes.md", "not a list");
        assertThat(Vocabulary.folder(folder).names()).containsExactly("a", "b");
    }

    @Test
    void aFolderWithoutListsIsOneClearError() {
        assertThatThrownBy(() -> Vocabulary.folder(folder)).hasMessageEndingWith("with one term a line, found none");
    }

    @Test
    void listsAreSwitchedOnAndOffByName() {
        Vocabulary bundled = Vocabulary.bundled();
        assertThat(bundled.only(List.of("weather", "damage")).names()).containsExactly("weather", "damage");
        assertThat(bundled.without(List.of("shapes")).names())
                .contains("weather")
                .doesNotContain("shapes");
        assertThatThrownBy(() -> bundled.without(List.of("wether")))
                .hasMessageStartingWith("term list: expected one of mediums, ")
                .hasMessageEndingWith("found wether");
    }

    @Test
    void bundledListsAreCleanAndShort() {
        Vocabulary bundled = Vocabulary.bundled();
        assertThat(bundled.notices()).isEmpty();
        assertThat(bundled.names())
                .contains("mediums", "movements", "lighting", "composition", "scene", "weather", "damage", "quality");
        assertThat(bundled.names())
                .allSatisfy(name ->
                        assertThat(bundled.list(name).orElseThrow().terms()).hasSizeGreaterThan(30));
    }

    @Test
    void theArtistFilterAlsoFindsNamesInOtherLists() {
        Vocabulary free = Vocabulary.of(List.of(
                        new TermList("artists", List.of("Rosa Bonheur", "Banksy")),
                        new TermList(
                                "flavors",
                                List.of(
                                        "in love with rosa bonheur's horses",
                                        "by Edo Murić",
                                        "rosa canina",
                                        "a banksy"))))
                .withoutArtists();
        assertThat(free.names()).containsExactly("flavors");
        assertThat(free.list("flavors").orElseThrow().terms()).containsExactly("rosa canina", "a banksy");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }
}
