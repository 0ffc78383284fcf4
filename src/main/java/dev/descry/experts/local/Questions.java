package dev.descry.experts.local;

import dev.descry.caption.Prompt;
import dev.descry.caption.PromptTemplate;
import dev.descry.caption.Prompts;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.util.Locale;

/**
 * What a BLIP or BLIP-2 reads of a step's prompt. They continue text and answer short questions; they cannot follow
 * instructions, so those that come with Descry are not shown to them: the first step's means a caption, the later ones'
 * are refused. The user's own words they read as they are.
 *
 * @param model what a message calls it by
 * @param caption what stands before a caption; empty for nothing
 * @param framed whether a bare question is put between {@code Question:} and {@code Answer:}
 */
public record Questions(String model, String caption, boolean framed) {
    private static final String FIRST = name(Prompts.bundled().first());
    private static final String LATER = name(Prompts.bundled().later());

    /**
     * The text before the answer; empty for none.
     *
     * @throws ExpertException {@code REFUSED} when it is asked to check a description
     */
    public String of(Prompt prompt) {
        if (prompt.template().equals(FIRST)) {
            return caption;
        }
        if (prompt.template().equals(LATER)) {
            throw new ExpertException(
                    Kind.REFUSED,
                    model + ": expected to be the first expert, found a description to check; it cannot follow"
                            + " instructions, so put it first or give the step a prompt template of its own");
        }
        String text = prompt.text().strip();
        return framed && isBareQuestion(text) ? "Question: " + text + " Answer:" : text;
    }

    private static boolean isBareQuestion(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return text.endsWith("?") && !lower.contains("question:") && !lower.contains("answer:");
    }

    private static String name(PromptTemplate template) {
        return template.name() + "/" + template.version();
    }
}
