package dev.descry.experts.local;

import dev.descry.caption.Prompt;
import dev.descry.onnx.GenerationRequest.Source;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Positions;
import java.util.List;
import java.util.Optional;

/** How one family of models puts a prompt and an image before the answer. */
public interface Layout {
    /**
     * The ids of the prompt's text, before any image is looked at.
     *
     * @throws dev.descry.expert.ExpertException when the model cannot answer such a prompt
     */
    int[] text(Prompt prompt);

    /** Tokens the decoder reads of such a text. */
    int length(int[] text);

    /** What the model reads. */
    Framed frame(int[] text, ImageFeatures image);

    /**
     * A prompt with its image in place.
     *
     * @param ids that the decoder reads
     * @param images in the order of their tokens
     * @param source that cross attention reads
     */
    record Framed(int[] ids, Positions positions, List<ImageFeatures> images, Optional<Source> source) {
        public Framed {
            images = List.copyOf(images);
        }
    }
}
