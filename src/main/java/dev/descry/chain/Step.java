package dev.descry.chain;

import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.PromptTemplate;
import dev.descry.caption.Prompts;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One expert at one place in a chain.
 *
 * @param expert name under which the expert is looked up
 * @param first asked while there is no description; has no holes
 * @param later asked about the newest accepted description; has no hole but {@code {description}}
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
        requireHoles(first, Set.of());
        requireHoles(later, Set.of(PromptTemplate.DESCRIPTION));
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

    /** The question to ask, given the newest accepted description. */
    Prompt ask(Optional<String> description) {
        return description
                .map(text -> later.render(Map.of(PromptTemplate.DESCRIPTION, text)))
                .orElseGet(() -> first.render(Map.of()));
    }

    private static void requireHoles(PromptTemplate template, Set<String> known) {
        for (String hole : template.holes()) {
            if (!known.contains(hole)) {
                throw new IllegalArgumentException("prompt template %s: expected %s, found the hole {%s}"
                        .formatted(
                                template.name(),
                                known.isEmpty() ? "no hole in a first prompt" : "no hole but {description}",
                                hole));
            }
        }
    }
}
