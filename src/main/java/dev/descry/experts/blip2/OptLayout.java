package dev.descry.experts.blip2;

import dev.descry.caption.Prompt;
import dev.descry.experts.local.Layout;
import dev.descry.experts.local.Questions;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.OptConfig;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import dev.descry.text.Tokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** With an OPT: image tokens, the start mark, the prompt, then the answer. */
record OptLayout(Blip2Config config, OptConfig language, Tokenizer tokenizer, Questions questions) implements Layout {
    @Override
    public int[] text(Prompt prompt) {
        return tokenizer.encode(questions.of(prompt));
    }

    @Override
    public int length(int[] text) {
        return config.qformer().queries() + 1 + text.length;
    }

    @Override
    public Framed frame(int[] text, ImageFeatures image) {
        int seen = config.qformer().queries();
        int[] ids = new int[length(text)];
        Arrays.fill(ids, 0, seen, config.imageToken());
        ids[seen] = language.start();
        System.arraycopy(text, 0, ids, seen + 1, text.length);
        Positions positions = Positions.inOrder(ids.length, List.of(new Positions.Span(0, seen)));
        return new Framed(ids, positions, List.of(image), Optional.empty());
    }
}
