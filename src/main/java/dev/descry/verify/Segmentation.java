package dev.descry.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How a caption is split into segments. */
public sealed interface Segmentation {
    /** Sentences; a line of its own counts as one. */
    record Sentences() implements Segmentation {
        @Override
        public List<Segment> split(String caption) {
            return SentenceSplit.of(caption);
        }

        @Override
        public String toString() {
            return "sentence";
        }
    }

    /**
     * So many words at a time; the last segment may have fewer.
     *
     * @param words 1 or more
     */
    record Windows(int words) implements Segmentation {
        private static final Pattern WORD = Pattern.compile("\\S+");

        /** As many as the VaLiK code takes. */
        static final int USUAL = 5;

        public Windows {
            if (words < 1) {
                throw new IllegalArgumentException("window: expected 1 or more words, found " + words);
            }
        }

        @Override
        public List<Segment> split(String caption) {
            List<MatchResult> found = WORD.matcher(caption).results().toList();
            List<Segment> segments = new ArrayList<>();
            for (int first = 0; first < found.size(); first += words) {
                MatchResult last = found.get(Math.min(first + words, found.size()) - 1);
                segments.add(Segment.of(caption, found.get(first).start(), last.end()));
            }
            return segments;
        }

        @Override
        public String toString() {
            return words == 1 ? "word" : "window:" + words;
        }
    }

    /** The segments in order; what lies between two is white space. */
    List<Segment> split(String caption);

    /**
     * Reads a user's word: {@code sentence}, {@code word}, {@code window} or {@code window:N} of N words.
     *
     * @throws IllegalArgumentException listing these
     */
    static Segmentation parse(String word) {
        return switch (word) {
            case "sentence" -> new Sentences();
            case "word" -> new Windows(1);
            case "window" -> new Windows(Windows.USUAL);
            default -> {
                if (!word.matches("window:[1-9][0-9]{0,3}")) {
                    throw new IllegalArgumentException(
                            "segments: expected sentence, word, window or window:N, found " + word);
                }
                yield new Windows(Integer.parseInt(word.substring("window:".length())));
            }
        };
    }
}
