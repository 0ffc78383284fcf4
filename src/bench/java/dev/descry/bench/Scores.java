package dev.descry.bench;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How well descriptions of drawn scenes agree with the truth, sentence by sentence. */
final class Scores {
    private int written;
    private int right;
    private int wanted;
    private int whole;
    private int descriptions;
    private int objects;
    private int objectsNamed;

    /** Counts one description. */
    void add(List<String> truth, String description) {
        List<String> sentences = sentences(description);
        Set<String> both = new HashSet<>(sentences);
        both.retainAll(truth);
        descriptions++;
        written += sentences.size();
        wanted += truth.size();
        right += both.size();
        objects += (int) truth.stream().filter(Scores::isObject).count();
        objectsNamed += (int) both.stream().filter(Scores::isObject).count();
        whole += sentences.equals(truth) ? 1 : 0;
    }

    /** Share of written sentences that are true, in percent. */
    double right() {
        return 100.0 * right / Math.max(1, written);
    }

    /** Share of true sentences that are written, in percent. */
    double found() {
        return 100.0 * right / Math.max(1, wanted);
    }

    /** Share of objects named with their size, colour, shape and position, in percent. */
    double objects() {
        return 100.0 * objectsNamed / Math.max(1, objects);
    }

    private static boolean isObject(String sentence) {
        return !sentence.startsWith("The background ");
    }

    /** Share of descriptions with all true sentences in order and no other, in percent. */
    double whole() {
        return 100.0 * whole / Math.max(1, descriptions);
    }

    /** The sentences of a description, each with its full stop. */
    static List<String> sentences(String description) {
        String text = description.strip();
        String open = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
        return open.isEmpty()
                ? List.of()
                : Arrays.stream(open.split("\\. ")).map(one -> one + ".").toList();
    }
}
