package dev.descry.functions.workbench.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;

/** What a step changed in the description before it, word by word. */
final class WordDiff {
    private WordDiff() {}

    /** Some words in a row that stayed, came or went. */
    record Piece(Change change, String text) {}

    /** What became of words. The constants are the page's class names. */
    enum Change {
        SAME,
        ADDED,
        REMOVED
    }

    static List<Piece> between(String before, String after) {
        List<String> old = words(before);
        List<String> now = words(after);
        List<Piece> pieces = new ArrayList<>();
        int at = 0;
        for (AbstractDelta<String> delta : DiffUtils.diff(old, now).getDeltas()) {
            add(pieces, Change.SAME, now.subList(at, delta.getTarget().getPosition()));
            add(pieces, Change.REMOVED, delta.getSource().getLines());
            add(pieces, Change.ADDED, delta.getTarget().getLines());
            at = delta.getTarget().getPosition() + delta.getTarget().size();
        }
        add(pieces, Change.SAME, now.subList(at, now.size()));
        return pieces;
    }

    private static void add(List<Piece> pieces, Change change, List<String> words) {
        if (!words.isEmpty()) {
            pieces.add(new Piece(change, String.join(" ", words)));
        }
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }
}
