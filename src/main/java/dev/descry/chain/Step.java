package dev.descry.chain;

import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.PromptTemplate;
import dev.descry.caption.Prompts;
import dev.descry.expert.ExpertException.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One expert at one place in a chain.
 *
 * @param expert name under which the expert is looked up
 * @param first asked while there is no description; its holes are fields of the images, such as {@code {tweet}}
 * @param later asked about the newest accepted description, {@code {description}}; may have the same other holes
 * @param decoding how the expert writes
 * @param timeout for one attempt, from the moment the expert begins; waiting for a free place does not count
 * @param retry how often a passing failure is tried again
 * @param onFailure what its failure means for the steps after it
 */
public record Step(
        String expert,
        PromptTemplate first,
        PromptTemplate later,
        Decoding decoding,
        Duration timeout,
        Retry retry,
        OnFailure onFailure) {
    /** Long enough for a large model without an accelerator. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    public Step {
        if (expert.isBlank()) {
            throw new IllegalArgumentException("step: expected an expert's name, found none");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("step " + expert + ": expected a timeout above 0, found " + timeout);
        }
        if (first.holes().contains(PromptTemplate.DESCRIPTION)) {
            throw new IllegalArgumentException("prompt template " + first.name()
                    + ": expected no {description} in a first prompt, as there is none yet; found one");
        }
    }

    /** The bundled prompts, greedy, one attempt, and the chain stops where it fails. */
    public static Step of(String expert) {
        Prompts prompts = Prompts.bundled();
        return new Step(
                expert, prompts.first(), prompts.later(), Decoding.GREEDY, DEFAULT_TIMEOUT, Retry.NONE, OnFailure.STOP);
    }

    /** The same with other questions. */
    public Step withPrompts(PromptTemplate first, PromptTemplate later) {
        return new Step(expert, first, later, decoding, timeout, retry, onFailure);
    }

    /** The same with another way of writing. */
    public Step withDecoding(Decoding decoding) {
        return new Step(expert, first, later, decoding, timeout, retry, onFailure);
    }

    /** The same with another time for one attempt. */
    public Step withTimeout(Duration timeout) {
        return new Step(expert, first, later, decoding, timeout, retry, onFailure);
    }

    /** The same with other rules for its failure. */
    public Step withFailure(Retry retry, OnFailure onFailure) {
        return new Step(expert, first, later, decoding, timeout, retry, onFailure);
    }

    /** The fields that an image must bring for the step's prompts. */
    Set<String> fields() {
        Set<String> fields = new TreeSet<>(first.holes());
        fields.addAll(later.holes());
        fields.remove(PromptTemplate.DESCRIPTION);
        return fields;
    }

    /** Whether the chain ends here; with a spent budget it always does, as a half done run would pass for a whole one. */
    public boolean stopsAt(Outcome.Failed failed) {
        return onFailure == OnFailure.STOP || failed.kind() == Kind.BUDGET_SPENT;
    }

    /**
     * The question to ask, given the newest accepted description.
     *
     * @throws IllegalArgumentException when a field that the prompt names is missing
     */
    Prompt ask(Optional<String> description, Map<String, String> fields) {
        Map<String, String> values = new HashMap<>(fields);
        values.remove(PromptTemplate.DESCRIPTION);
        description.ifPresent(text -> values.put(PromptTemplate.DESCRIPTION, text));
        return (description.isPresent() ? later : first).render(values);
    }
}
