package dev.descry.functions.shell.openai;

import dev.descry.chain.Chain;
import dev.descry.expert.Conversation;
import dev.descry.expert.Conversing;
import dev.descry.expert.Expert;
import dev.descry.expert.Question;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.ExpertList;
import dev.descry.functions.shell.Settings;
import dev.descry.functions.shell.Setup;
import dev.descry.functions.shell.http.Runs;
import dev.descry.image.Image;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The names a client may use: the chains of the settings, the experts their steps use, and every listed expert that is
 * ready. Names that would open a folder or call a server of the client's choice are none of them.
 */
@ApplicationScoped
class ChatModels {
    private final Setup setup;
    private final Settings settings;
    private final Chains chains;
    private final Runs runs;

    ChatModels(Setup setup, Settings settings, Chains chains, Runs runs) {
        this.setup = setup;
        this.settings = settings;
        this.chains = chains;
        this.runs = runs;
    }

    /** Every name, chains first. May ask servers which models they have. */
    List<String> names() {
        Stream<String> ready = setup.list().entries().stream()
                .filter(entry -> entry.state().startsWith("ready"))
                .map(ExpertList.Entry::name);
        return Stream.concat(configured(), ready).distinct().toList();
    }

    void require(String model) {
        if (configured().anyMatch(model::equals) || describes(model)) {
            return;
        }
        List<String> names = names();
        if (!names.contains(model)) {
            throw OpenAiException.unknownModel(
                    "model: expected one of %s, found %s".formatted(String.join(", ", names), model));
        }
    }

    /** Whether it is a model of the catalog that describes images, ready or not. */
    private boolean describes(String model) {
        if (setup.models().catalog().names().noneMatch(model::equals)) {
            return false;
        }
        try {
            setup.list().require(model);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // it scores descriptions
        }
    }

    private Stream<String> configured() {
        Stream<String> used = settings.chains().values().stream()
                .flatMap(chain -> chain.steps().stream())
                .map(Settings.StepSettings::expert);
        return Stream.concat(settings.chains().keySet().stream().sorted(), used);
    }

    /** What a request to a model comes to. */
    Talk talk(ChatRequest request, Conversation conversation) {
        if (settings.chains().containsKey(request.model())) {
            Chains.Wish wish = wish(Optional.of(request.model()), List.of(), conversation);
            return run(chains.chain(wish), request.sampling(), conversation);
        }
        Expert expert = setup.experts().find(request.model());
        if (expert instanceof Conversing conversing) {
            return new ExpertTalk(
                    runs,
                    conversing,
                    new Question(
                            conversation,
                            request.sampling().decoding(),
                            request.sampling().stop()));
        }
        Chains.Wish wish = wish(Optional.empty(), List.of(request.model()), conversation);
        return run(chains.chain(wish), request.sampling(), conversation);
    }

    /** The words of the last turn are the first step's prompt; a chain has its own where there are none. */
    private static Chains.Wish wish(Optional<String> chain, List<String> experts, Conversation conversation) {
        Optional<String> prompt = Optional.of(conversation.lastWords()).filter(words -> !words.isBlank());
        return new Chains.Wish(chain, experts, prompt, Optional.empty());
    }

    private Talk run(Chain chain, ChatRequest.Sampling sampling, Conversation conversation) {
        if (!sampling.stop().isEmpty()) {
            throw OpenAiException.invalid(
                    "stop", "stop: expected none, found some; %s does not end at words".formatted(chain.name()));
        }
        Chain asked = new Chain(
                chain.name(),
                chain.steps().stream()
                        .map(step -> step.withDecoding(sampling.on(step.decoding())))
                        .toList(),
                chain.endWhenUnchanged(),
                chain.judging());
        return new ChainTalk(runs, asked, image(chain, conversation));
    }

    /** The image of the newest turn that shows any: a later question may be about it. */
    private static Image image(Chain chain, Conversation conversation) {
        for (Conversation.Turn turn : conversation.turns().reversed()) {
            List<Image> shown =
                    new Conversation(List.of(new Conversation.Turn(Conversation.Role.USER, turn.parts()))).images();
            if (shown.size() > 1) {
                throw OpenAiException.invalid(
                        "messages",
                        "messages: expected one image for %s, found %d in a turn"
                                .formatted(chain.name(), shown.size()));
            }
            if (!shown.isEmpty()) {
                return shown.getFirst();
            }
        }
        throw OpenAiException.invalid(
                "messages", "messages: expected an image for %s, found none".formatted(chain.name()));
    }
}
