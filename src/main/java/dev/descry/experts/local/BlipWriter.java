package dev.descry.experts.local;

import dev.descry.expert.Request;
import dev.descry.onnx.BlipModel;
import dev.descry.onnx.Generation;
import dev.descry.onnx.GenerationRequest;
import dev.descry.onnx.Stop;
import dev.descry.text.StreamingDecoder;
import dev.descry.text.Tokenizer;

/** Answers with a BLIP-2 or BLIP. */
public record BlipWriter(BlipModel model, SquareImages images, Tokenizer tokenizer, Layout layout, Recipe recipe)
        implements Writer {
    @Override
    public Generation begin(Request request, Stop stop) {
        int[] text = layout.text(request.prompt());
        model.requireRoom(layout.length(text));
        Layout.Framed framed = layout.frame(text, images.read(request.image(), stop));
        return model.generate(new GenerationRequest(
                framed.ids(),
                framed.positions(),
                framed.images(),
                framed.source(),
                recipe.sampling(request.decoding()),
                request.decoding().maxNewTokens()));
    }

    @Override
    public StreamingDecoder decoder() {
        return tokenizer.decoder();
    }

    @Override
    public void closeModel() {
        model.close();
    }

    @Override
    public void closeTokenizer() {
        tokenizer.close();
    }
}
