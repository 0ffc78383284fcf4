package dev.descry.verify;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Splits text into sentences by the rules of Unicode, with what they miss in captions: a line ends a sentence, a title or
 * initial does not, and a number or bullet belongs to what follows it.
 */
final class SentenceSplit {
    /** Ends in a full stop that ends no sentence. */
    private static final Pattern GOES_ON = Pattern.compile(
            ".*(?<![\\p{L}\\p{N}'\u2019])(?:mr|mrs|ms|dr|prof|st|mt|vs|no|fig|approx|e\\.g|i\\.e|cf|\\p{L})\\.",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private static final Pattern WORDLESS = Pattern.compile("(?:\\p{N}{1,3}[.)]|[^\\p{L}\\p{N}]+)");

    private SentenceSplit() {}

    static List<Segment> of(String caption) {
        List<Segment> sentences = new ArrayList<>();
        int start = 0;
        while (start < caption.length()) {
            int end = caption.indexOf('\n', start);
            int stop = end < 0 ? caption.length() : end;
            line(caption, start, stop, sentences);
            start = stop + 1;
        }
        return sentences;
    }

    private static void line(String caption, int from, int to, List<Segment> sentences) {
        BreakIterator breaks = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        breaks.setText(caption.substring(from, to));
        int start = from;
        for (int at = breaks.next(); at != BreakIterator.DONE; at = breaks.next()) {
            String piece = caption.substring(start, from + at).strip();
            boolean whole = from + at == to
                    || !(GOES_ON.matcher(piece).matches()
                            || WORDLESS.matcher(piece).matches());
            if (whole) {
                add(caption, start, from + at, sentences);
                start = from + at;
            }
        }
    }

    private static void add(String caption, int from, int to, List<Segment> sentences) {
        int start = from;
        int end = to;
        while (start < end && Character.isWhitespace(caption.charAt(start))) {
            start++;
        }
        while (end > start && Character.isWhitespace(caption.charAt(end - 1))) {
            end--;
        }
        if (start < end) {
            sentences.add(Segment.of(caption, start, end));
        }
    }
}
