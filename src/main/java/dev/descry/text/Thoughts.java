package dev.descry.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reasoning that a model wrote between tags, closed or not. */
final class Thoughts {
    private static final Pattern TAG = Pattern.compile("<(/?)(?:think|thinking|reasoning)>", Pattern.CASE_INSENSITIVE);

    private Thoughts() {}

    /**
     * Removes every tagged block. A block never closed reaches to the end; a closing tag never opened ends a block that
     * began with the text, because some chat templates open it in the prompt.
     */
    static String remove(String text) {
        Matcher tag = TAG.matcher(text);
        StringBuilder kept = new StringBuilder();
        int depth = 0;
        int from = 0;
        while (tag.find()) {
            if (tag.group(1).isEmpty()) {
                if (depth++ == 0) {
                    join(kept, text.substring(from, tag.start()));
                }
            } else if (depth == 0) {
                kept.setLength(0);
            } else {
                depth--;
            }
            from = tag.end();
        }
        if (from == 0) {
            return text;
        }
        if (depth == 0) {
            join(kept, text.substring(from));
        }
        return kept.toString();
    }

    private static void join(StringBuilder kept, String part) {
        String words = part.strip();
        if (!words.isEmpty()) {
            kept.append(kept.isEmpty() ? "" : " ").append(words);
        }
    }
}
