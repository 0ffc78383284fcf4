package dev.descry.experts.qwen2vl;

import dev.descry.caption.Caption;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Conversation;
import dev.descry.expert.Conversing;
import dev.descry.expert.Question;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.experts.local.Maker;
import dev.descry.experts.local.Places;
import dev.descry.image.DecodeLimits;
import dev.descry.model.ModelException;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import java.util.List;

/**
 * A Qwen2-VL package as an expert, for captions and conversations. Images are prepared in the calling thread; the answers of several callers are written
 * together by one thread of the model. The raw tokens of a caption include the end mark when the model wrote one.
 */
public final class Qwen2VlExpert implements Conversing {
    private final Maker maker;
    private final OpenedPackage opened;
    private final Answering answering;
    private final Places places;

    private Qwen2VlExpert(String name, OpenedPackage opened, Settings settings) {
        this.opened = opened;
        maker = new Maker(name, opened.files(), settings.device().toString());
        places = new Places(name, settings);
        answering = new Answering(opened, places.closing());
    }

    /**
     * Opens a package.
     *
     * @param name users call it by
     * @param limits of the image files it accepts
     * @throws ModelException when a file is missing or not what it should be
     */
    public static Qwen2VlExpert open(String name, ModelPackage files, Settings settings, DecodeLimits limits) {
        return new Qwen2VlExpert(name, OpenedPackage.open(files, settings, limits), settings);
    }

    @Override
    public String name() {
        return maker.name();
    }

    @Override
    public String modelDigest() {
        return maker.files().digest();
    }

    @Override
    public Place place() {
        return Place.DEVICE;
    }

    @Override
    public Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        Conversation question =
                Conversation.question(request.image(), request.prompt().text());
        long start = System.nanoTime();
        Answer answer = answer(new Question(question, request.decoding(), List.of()), listener, cancellation);
        return maker.caption(answer, request, start);
    }

    @Override
    public Answer answer(Question question, TokenListener listener, Cancellation cancellation) {
        return places.take(() -> answering.answer(question, listener, cancellation));
    }

    @Override
    public void close() {
        places.close(opened.model()::close, opened.tokenizer()::close);
    }
}
