package dev.descry.text;

import java.util.EnumSet;
import java.util.Set;

/**
 * Takes out of a generated text what no reader wants: leaked reasoning, words about the answer, loops. Ordinary text
 * passes unchanged but for the white space around it, and cleaning a clean text changes nothing.
 */
public final class Hygiene {
    private Hygiene() {}

    /** Cleans an answer as an expert wrote it. */
    public static Cleaned clean(String answer) {
        Set<Cleaning> done = EnumSet.noneOf(Cleaning.class);
        String text = answer;
        String before;
        // Taking one thing out can lay another bare (a preamble behind a thought). Every round shortens the text.
        do {
            before = text;
            text = note(done, Cleaning.THOUGHTS, text, Thoughts.remove(text));
            text = note(done, Cleaning.BLANK, text, trim(text));
            text = note(done, Cleaning.PREAMBLE, text, Preamble.remove(text));
            text = note(done, Cleaning.REPETITION, text, Loops.cut(text));
        } while (!text.equals(before));
        return new Cleaned(text, done);
    }

    private static String note(Set<Cleaning> done, Cleaning cleaning, String before, String after) {
        if (!after.equals(before)) {
            done.add(cleaning);
        }
        return after;
    }

    private static String trim(String text) {
        return text.codePoints().anyMatch(Hygiene::says) ? text.strip() : "";
    }

    private static boolean says(int character) {
        return Character.isLetterOrDigit(character) || Character.getType(character) == Character.OTHER_SYMBOL;
    }
}
