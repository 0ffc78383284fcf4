package dev.descry.batch;

import dev.descry.caption.Caption;
import dev.descry.chain.Outcome;
import dev.descry.chain.Transcript;
import java.util.List;
import java.util.stream.Stream;

/**
 * How captions are put into files.
 *
 * @param prefix before every caption
 * @param suffix after every caption
 * @param everyStep what each step said, in order and parted by a blank line, instead of the newest caption alone
 * @param header begins text files with the line {@code [Description]}
 */
public record Wording(String prefix, String suffix, boolean everyStep, boolean header) {
    /** The caption as it is. */
    public static final Wording PLAIN = new Wording("", "", false, false);

    /** One caption. */
    public String of(String caption) {
        return prefix + caption + suffix;
    }

    /** The text of a file beside the image; empty when there is no caption. */
    String of(Transcript transcript) {
        List<String> captions = everyStep
                ? transcript.steps().stream()
                        .flatMap(step -> step.outcome() instanceof Outcome.Captioned(Caption caption)
                                ? Stream.of(caption.text())
                                : Stream.empty())
                        .distinct()
                        .toList()
                : transcript.caption().map(Caption::text).stream().toList();
        String text = String.join("\n\n", captions.stream().map(this::of).toList());
        return header && !text.isEmpty() ? "[Description]\n" + text : text;
    }
}
