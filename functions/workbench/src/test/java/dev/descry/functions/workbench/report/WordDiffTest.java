package dev.descry.functions.workbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.functions.workbench.report.WordDiff.Change;
import dev.descry.functions.workbench.report.WordDiff.Piece;
import org.junit.jupiter.api.Test;

class WordDiffTest {
    @Test
    void wordsThatCameAndWentAreToldApart() {
        assertThat(WordDiff.between("A red ball on grass.", "A large red box on grass."))
                .containsExactly(
                        new Piece(Change.SAME, "A"),
                        new Piece(Change.ADDED, "large"),
                        new Piece(Change.SAME, "red"),
                        new Piece(Change.REMOVED, "ball"),
                        new Piece(Change.ADDED, "box"),
                        new Piece(Change.SAME, "on grass."));
    }

    @Test
    void theFirstDescriptionIsAllNew() {
        assertThat(WordDiff.between("", "A dog.")).containsExactly(new Piece(Change.ADDED, "A dog."));
        assertThat(WordDiff.between("A dog.", "A dog.")).containsExactly(new Piece(Change.SAME, "A dog."));
        assertThat(WordDiff.between("", "")).isEmpty();
    }
}
