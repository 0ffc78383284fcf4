package dev.descry.langchain4j;

import dev.descry.caption.Decoding;
import dev.descry.expert.Expert;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What both models are told. {@link #modelName} or {@link #expert} has to be said, all else may. */
public abstract sealed class ModelBuilder<B extends ModelBuilder<B>>
        permits OnnxChatModel.Builder, OnnxStreamingChatModel.Builder {
    private final DefaultChatRequestParameters.Builder<?> own = ChatRequestParameters.builder();
    private ChatRequestParameters given = DefaultChatRequestParameters.EMPTY;
    private LocalModels models = LocalModels.STANDARD;
    private Decoding decoding = Decoding.GREEDY;
    private List<ChatModelListener> listeners = List.of();
    private @Nullable String name;
    private @Nullable Expert expert;
    private @Nullable Long seed;

    ModelBuilder() {}

    /** {@code qwen2-vl:2b}, {@code qwen2-vl:7b@int4} …, or the folder of a package or of a Hugging Face checkpoint. */
    public B modelName(String model) {
        name = model;
        return self();
    }

    /** An expert that is open already, shared with others and not closed with this model. */
    public B expert(Expert shared) {
        expert = shared;
        return self();
    }

    /** Downloads the model when it is not there; without this it must have been pulled before. */
    public B pull() {
        models = models.pulling();
        return self();
    }

    /** Where packages are kept; {@code $DESCRY_MODELS}, {@code $DESCRY_HOME/models}, or {@code descry/models} in the user's cache. */
    public B modelFolder(Path folder) {
        models = models.in(folder);
        return self();
    }

    /** {@code cpu}, {@code cuda}, {@code cuda:1}; {@code auto}, when absent, takes CUDA where it loads. */
    public B device(String device) {
        models = models.on(device);
        return self();
    }

    /** Answers written at the same time; 4 when absent. */
    public B slots(int count) {
        models = models.withSlots(count);
        return self();
    }

    /** 0, when absent, always takes the likeliest token. */
    public B temperature(Double temperature) {
        own.temperature(temperature);
        return self();
    }

    public B topP(Double topP) {
        own.topP(topP);
        return self();
    }

    public B topK(Integer topK) {
        own.topK(topK);
        return self();
    }

    /** 256 when absent. */
    public B maxOutputTokens(Integer tokens) {
        own.maxOutputTokens(tokens);
        return self();
    }

    public B stopSequences(List<String> sequences) {
        own.stopSequences(sequences);
        return self();
    }

    /** Makes drawn answers repeatable; each draws anew when absent. */
    public B seed(long draws) {
        seed = draws;
        return self();
    }

    /** Area in pixels that images are brought to: larger ones cost more tokens and show more. */
    public B pixels(int least, int most) {
        decoding = new Decoding(decoding.maxNewTokens(), 0, 0, 1, 1, 0, 0, least, most);
        return self();
    }

    /** Parameters for what neither a request nor this builder says. */
    public B defaultRequestParameters(ChatRequestParameters parameters) {
        given = parameters;
        return self();
    }

    public B listeners(List<ChatModelListener> hearing) {
        listeners = List.copyOf(hearing);
        return self();
    }

    abstract B self();

    Dialogue dialogue() {
        String called = expert != null ? expert.name() : name;
        if (called == null) {
            throw new IllegalArgumentException("model: expected modelName or expert, found neither");
        }
        AnswerParameters how = new AnswerParameters(called, decoding, seed);
        ChatRequestParameters parameters = ChatRequestParameters.builder()
                .modelName(called)
                .build()
                .overrideWith(given)
                .overrideWith(own.build());
        how.require(parameters);
        return new Dialogue(expert != null ? expert : models.open(called), expert == null, parameters, how, listeners);
    }
}
