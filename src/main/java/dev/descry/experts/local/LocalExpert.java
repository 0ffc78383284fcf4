package dev.descry.experts.local;

import dev.descry.caption.Caption;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import java.util.List;

/**
 * A package as an expert. Images are prepared in the calling thread; the answers of several callers are written together
 * by one thread of the model. The raw tokens of a caption include the end mark when the model wrote one.
 */
public final class LocalExpert implements Expert {
    private final Maker maker;
    private final Writer writer;
    private final Places places;
    private final Writing writing;

    /**
     * Takes over an opened package.
     *
     * @param name users call it by
     * @param settings it was opened with
     */
    public LocalExpert(String name, ModelPackage files, Settings settings, Writer writer) {
        this.writer = writer;
        maker = new Maker(name, files, settings.device().toString());
        places = new Places(name, settings);
        writing = new Writing(writer::decoder, places.closing());
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
        return places.take(() -> {
            long start = System.nanoTime();
            Answer answer = writing.write(stop -> writer.begin(request, stop), List.of(), listener, cancellation);
            return maker.caption(answer, request, start);
        });
    }

    @Override
    public void close() {
        places.close(writer::closeModel, writer::closeTokenizer);
    }
}
