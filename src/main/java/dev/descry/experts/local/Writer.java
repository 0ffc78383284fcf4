package dev.descry.experts.local;

import dev.descry.expert.Request;
import dev.descry.onnx.Generation;
import dev.descry.onnx.Stop;
import dev.descry.text.StreamingDecoder;

/** How one family of models answers a request. Safe for use by several threads. */
public interface Writer {
    /**
     * Prepares image and prompt in the calling thread and starts the answer.
     *
     * @param stop ends the preparation early
     * @throws dev.descry.expert.ExpertException with a kind for every way this can fail
     * @throws dev.descry.onnx.GenerationException when the model failed or takes no more
     */
    Generation begin(Request request, Stop stop);

    /** A decoder for the tokens of one answer. */
    StreamingDecoder decoder();

    /** Frees the model, which ends every answer. */
    void closeModel();

    /** Frees the tokenizer, once nobody encodes any more. */
    void closeTokenizer();
}
