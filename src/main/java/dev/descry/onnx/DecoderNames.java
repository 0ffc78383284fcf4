package dev.descry.onnx;

import dev.descry.model.Qwen2VlConfig.Language;

/** The inputs and outputs of {@code decoder_model_merged}, as transformers.js and optimum name them. */
final class DecoderNames {
    static final String EMBEDS = "inputs_embeds";
    static final String MASK = "attention_mask";
    static final String POSITIONS = "position_ids";
    static final String LOGITS = "logits";

    private DecoderNames() {}

    static String past(int layer, boolean key) {
        return "past_key_values." + layer + (key ? ".key" : ".value");
    }

    static String present(int layer, boolean key) {
        return "present." + layer + (key ? ".key" : ".value");
    }

    /** The signature of a decoder of these sizes. */
    static SignatureCheck signature(Language sizes) {
        long any = SignatureCheck.ANY;
        SignatureCheck check = new SignatureCheck()
                .input(EMBEDS, SignatureCheck.FLOATS, any, any, sizes.width())
                .input(MASK, SignatureCheck.WHOLE, any, any)
                .input(POSITIONS, SignatureCheck.WHOLE, 3, any, any)
                .output(LOGITS, SignatureCheck.FLOATS, any, any, sizes.vocab());
        for (int layer = 0; layer < sizes.layers(); layer++) {
            for (boolean key : new boolean[] {true, false}) {
                check.input(past(layer, key), SignatureCheck.FLOATS, any, sizes.kvHeads(), any, sizes.headDim());
                check.output(present(layer, key), SignatureCheck.FLOATS, any, sizes.kvHeads(), any, sizes.headDim());
            }
        }
        return check;
    }
}
