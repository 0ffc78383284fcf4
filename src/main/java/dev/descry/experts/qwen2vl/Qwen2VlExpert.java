package dev.descry.experts.qwen2vl;

import dev.descry.caption.Caption;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Conversing;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Question;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.DecodeLimits;
import dev.descry.model.ModelException;
import dev.descry.model.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A Qwen2-VL package as an expert, for captions and conversations. Images are prepared in the calling thread; the answers of several callers are written
 * together by one thread of the model. The raw tokens of a caption include the end mark when the model wrote one.
 */
public final class Qwen2VlExpert implements Conversing {
    /** A listener that does not return by then keeps the tokenizer in memory, nothing else. */
    private static final long SECONDS_TO_LEAVE = 10;

    private final String name;
    private final OpenedPackage opened;
    private final Answering answering;
    private final Captioning captioning;
    private final Cancellation closing = new Cancellation();
    private final int allPlaces;
    /** One for every slot and every place in the model's queue: also those whose image is being prepared take one. */
    private final Semaphore places;

    private Qwen2VlExpert(String name, OpenedPackage opened, Settings settings) {
        this.name = name;
        this.opened = opened;
        answering = new Answering(opened, closing);
        captioning = new Captioning(name, settings.device().toString(), opened.files(), answering);
        allPlaces = settings.slots() + settings.limits().waiting();
        places = new Semaphore(allPlaces);
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
        return name;
    }

    @Override
    public String modelDigest() {
        return opened.files().digest();
    }

    @Override
    public Place place() {
        return Place.DEVICE;
    }

    @Override
    public Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        return inPlace(() -> captioning.describe(request, listener, cancellation));
    }

    @Override
    public Answer answer(Question question, TokenListener listener, Cancellation cancellation) {
        return inPlace(() -> answering.answer(question, listener, cancellation));
    }

    private <T> T inPlace(Supplier<T> call) {
        if (!places.tryAcquire()) {
            throw closing.cancelled()
                    ? new ExpertException(Kind.CANCELLED, name + ": expected an open expert, found it closed")
                    : new ExpertException(
                            Kind.OVERLOADED, name + ": expected a free place, found none; ask again later");
        }
        try {
            return call.get();
        } finally {
            places.release();
        }
    }

    /** Stops the calls under way and waits for them, as one that still encodes text must not lose the tokenizer. */
    @Override
    public void close() {
        if (closing.cancelled()) {
            return;
        }
        closing.cancel();
        boolean left = false;
        try {
            left = places.tryAcquire(allPlaces, SECONDS_TO_LEAVE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        opened.model().close();
        if (left) {
            opened.tokenizer().close();
        }
    }
}
