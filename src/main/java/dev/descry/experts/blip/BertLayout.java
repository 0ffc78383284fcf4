package dev.descry.experts.blip;

import dev.descry.caption.Prompt;
import dev.descry.experts.local.Layout;
import dev.descry.experts.local.Questions;
import dev.descry.model.config.BertConfig;
import dev.descry.onnx.GenerationRequest.Source;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.text.Tokenizer;
import java.util.List;
import java.util.Optional;

/** The start mark, the prompt, then the answer; every layer of the decoder reads the image besides. */
record BertLayout(BertConfig language, Tokenizer tokenizer, Questions questions) implements Layout {
    @Override
    public int[] text(Prompt prompt) {
        return tokenizer.encode(questions.of(prompt));
    }

    @Override
    public int length(int[] text) {
        return 1 + text.length;
    }

    @Override
    public Framed frame(int[] text, ImageFeatures image) {
        int[] ids = new int[length(text)];
        ids[0] = language.start();
        System.arraycopy(text, 0, ids, 1, text.length);
        Source source = new Source(image.rows(), image.rows().length / language.source());
        return new Framed(ids, Positions.inOrder(ids.length, List.of()), List.of(), Optional.of(source));
    }
}
