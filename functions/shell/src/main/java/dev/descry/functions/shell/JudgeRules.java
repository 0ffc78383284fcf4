package dev.descry.functions.shell;

import dev.descry.chain.Judging;
import dev.descry.chain.Judging.Effect;
import dev.descry.chain.Judging.When;
import dev.descry.model.packages.Catalog;
import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;
import java.util.Optional;
import java.util.OptionalDouble;

/** Whether and how a chain is judged, from the settings and from what a caller asks for. */
final class JudgeRules {
    private static final String NEVER = "never";

    private final JudgeSettings settings;

    JudgeRules(JudgeSettings settings) {
        this.settings = settings;
    }

    /**
     * What a caller may change.
     *
     * @param judge {@code never}, {@code last}, {@code every-step}, or a model, which judges the last description unless
     *     the settings say otherwise
     * @param threshold the least similarity that is kept
     */
    record Wish(Optional<String> judge, Optional<Double> threshold) {
        static final Wish NONE = new Wish(Optional.empty(), Optional.empty());
    }

    /**
     * The judging of a chain; empty for none.
     *
     * @param ofChain what the chain's own settings say, in the words of {@link Wish#judge}
     * @throws IllegalArgumentException for an unknown word, or a threshold outside -1 to 1
     */
    Optional<Judging> judging(Optional<String> ofChain, Wish wish) {
        Named named = new Named(settings.when(), settings.model()).or(ofChain).or(wish.judge());
        Threshold threshold = threshold(named.model(), wish.threshold());
        Effect effect = effect(settings.effect());
        Segmentation segmentation = Segmentation.parse(settings.segments());
        return named.when().equals(NEVER)
                ? Optional.empty()
                : Optional.of(new Judging(named.model(), when(named.when()), effect, segmentation, threshold));
    }

    /**
     * The judging of a description that no chain wrote.
     *
     * @param model empty for that of the settings
     * @param segments {@code sentence}, {@code word}, {@code window} or {@code window:N}; empty as the settings say
     * @throws IllegalArgumentException for a name that is none of a model, an unknown word, or a threshold outside -1 to 1
     */
    Judging alone(Optional<String> model, Optional<Double> threshold, Optional<String> segments) {
        String name = model.orElse(settings.model());
        if (!isModel(name)) {
            throw new IllegalArgumentException("judge: expected a model such as clip:vit-large-patch14, found " + name);
        }
        return new Judging(
                name,
                When.LAST,
                Effect.REPORT,
                Segmentation.parse(segments.orElse(settings.segments())),
                threshold(name, threshold));
    }

    /** Who judges, and when. */
    private record Named(String when, String model) {
        Named or(Optional<String> stronger) {
            return stronger.map(word -> isModel(word)
                            ? new Named(when.equals(NEVER) ? "last" : when, word)
                            : new Named(word, model))
                    .orElse(this);
        }
    }

    /** Names of models hold a colon, folders a slash; the words of this setting neither. */
    private static boolean isModel(String word) {
        return word.contains(":") || word.contains("/");
    }

    private Threshold threshold(String model, Optional<Double> wished) {
        OptionalDouble known = Catalog.standard().threshold(model);
        return wished.or(() -> Optional.ofNullable(settings.thresholds().get(model)))
                .map(Threshold::new)
                .orElseGet(() -> known.isPresent() ? new Threshold(known.getAsDouble()) : Threshold.STANDARD);
    }

    private static When when(String word) {
        return switch (word) {
            case "last" -> When.LAST;
            case "every-step" -> When.EVERY_STEP;
            default ->
                throw new IllegalArgumentException(
                        "judge: expected never, last, every-step or a model such as clip:vit-large-patch14, found "
                                + word);
        };
    }

    private static Effect effect(String word) {
        return switch (word) {
            case "prune" -> Effect.PRUNE;
            case "report" -> Effect.REPORT;
            default -> throw new IllegalArgumentException("judge effect: expected prune or report, found " + word);
        };
    }
}
