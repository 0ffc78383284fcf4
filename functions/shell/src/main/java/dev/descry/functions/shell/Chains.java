package dev.descry.functions.shell;

import dev.descry.caption.Decoding;
import dev.descry.caption.PromptTemplate;
import dev.descry.caption.Prompts;
import dev.descry.caption.Search;
import dev.descry.chain.Chain;
import dev.descry.chain.Judging;
import dev.descry.chain.OnFailure;
import dev.descry.chain.Retry;
import dev.descry.chain.Step;
import dev.descry.functions.shell.Settings.StepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** Chains from the settings and from what a caller asks for. */
public final class Chains {
    private static final Duration BACKOFF = Duration.ofSeconds(1);

    private final Settings settings;
    private final Prompts prompts;
    private final JudgeRules judges;

    public Chains(Settings settings) {
        this.settings = settings;
        this.prompts = settings.prompts().map(Prompts::in).orElseGet(Prompts::bundled);
        this.judges = new JudgeRules(settings.judge());
    }

    /**
     * What a caller may change of a chain.
     *
     * @param chain a name from the settings
     * @param experts names of experts instead, in order; empty leaves the chain's own
     * @param prompt the first step's user text, verbatim
     * @param maxNewTokens of every step
     * @param judge {@code never}, {@code last}, {@code every-step} or a model that scores
     * @param threshold the least similarity that the judge keeps
     */
    public record Wish(
            Optional<String> chain,
            List<String> experts,
            Optional<String> prompt,
            Optional<Integer> maxNewTokens,
            Optional<String> judge,
            Optional<Double> threshold) {
        public static final Wish NONE = new Wish(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

        /** A wish that leaves the judge to the settings. */
        public Wish(
                Optional<String> chain, List<String> experts, Optional<String> prompt, Optional<Integer> maxNewTokens) {
            this(chain, experts, prompt, maxNewTokens, Optional.empty(), Optional.empty());
        }

        public Wish {
            if (chain.isPresent() && !experts.isEmpty()) {
                throw new IllegalArgumentException(
                        "chain: expected the name of a chain or a list of experts, found both");
            }
        }
    }

    /**
     * The chain to run.
     *
     * @throws IllegalArgumentException for an unknown chain (lists those that exist) or parameters out of range
     */
    public Chain chain(Wish wish) {
        Chain chain = wish.experts().isEmpty() ? named(wish.chain().orElse(settings.chain())) : ofExperts(wish);
        List<Step> steps = chain.steps().stream()
                .map(step ->
                        wish.prompt().isPresent() ? asking(step, wish.prompt().get()) : step)
                .map(step -> wish.maxNewTokens().isPresent()
                        ? step.withDecoding(step.decoding()
                                .withMaxNewTokens(wish.maxNewTokens().get()))
                        : step)
                .toList();
        return new Chain(chain.name(), steps, chain.endWhenUnchanged(), judging(chain.name(), wish));
    }

    /**
     * How a description that no chain wrote is judged.
     *
     * @param model empty for that of the settings
     * @param threshold the least similarity that is kept; empty for that of the model
     * @param segments as {@code descry.judge.segments}; empty as it says
     * @throws IllegalArgumentException for words that mean nothing, or a threshold outside -1 to 1
     */
    public Judging judging(Optional<String> model, Optional<Double> threshold, Optional<String> segments) {
        return judges.alone(model, threshold, segments);
    }

    private Optional<Judging> judging(String chain, Wish wish) {
        Optional<String> own = Optional.ofNullable(settings.chains().get(chain)).flatMap(Settings.ChainSettings::judge);
        return judges.judging(own, new JudgeRules.Wish(wish.judge(), wish.threshold()));
    }

    private Chain named(String name) {
        Settings.ChainSettings chain = settings.chains().get(name);
        if (chain == null) {
            throw new IllegalArgumentException("chain: expected one of %s, found %s"
                    .formatted(String.join(", ", new TreeSet<>(settings.chains().keySet())), name));
        }
        return new Chain(name, chain.steps().stream().map(this::step).toList(), chain.endWhenUnchanged());
    }

    private Chain ofExperts(Wish wish) {
        List<Step> steps = wish.experts().stream()
                .map(expert -> Step.of(expert)
                        .withPrompts(prompts.first(), prompts.later())
                        .withFailure(new Retry(2, BACKOFF), OnFailure.SKIP))
                .toList();
        return new Chain(String.join(",", wish.experts()), steps, true);
    }

    private Step step(StepSettings step) {
        Decoding decoding = new Decoding(
                step.maxNewTokens(),
                step.temperature(),
                step.topK(),
                step.topP(),
                step.repetitionPenalty(),
                step.noRepeatNgram(),
                step.seed(),
                step.minPixels(),
                step.maxPixels(),
                new Search(step.beams(), step.lengthPenalty(), step.minNewTokens()));
        return new Step(
                step.expert(),
                prompts.get(step.first()),
                prompts.get(step.later()),
                decoding,
                step.timeout(),
                new Retry(step.attempts(), BACKOFF, step.deadline()),
                onFailure(step.onFailure()));
    }

    private static OnFailure onFailure(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "stop" -> OnFailure.STOP;
            case "skip" -> OnFailure.SKIP;
            default -> throw new IllegalArgumentException("on-failure: expected stop or skip, found " + word);
        };
    }

    private static Step asking(Step step, String prompt) {
        return step.withPrompts(PromptTemplate.verbatim(prompt), step.later());
    }
}
