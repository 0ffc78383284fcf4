package dev.descry.onnx;

import dev.descry.model.config.DecoderSizes;

/** The inputs and outputs of {@code decoder_model_merged}, as transformers.js and optimum name them. */
final class DecoderNames {
    static final String EMBEDS = "inputs_embeds";
    static final String MASK = "attention_mask";
    static final String POSITIONS = "position_ids";
    static final String LOGITS = "logits";

    private DecoderNames() {}

    /** Keys or values of earlier tokens, as they go in. */
    static String past(DecoderSizes sizes, int layer, boolean key) {
        return "past_key_values." + layer + own(sizes) + part(key);
    }

    /** Keys or values of earlier tokens and those that were read, as they come out. */
    static String present(DecoderSizes sizes, int layer, boolean key) {
        return "present." + layer + own(sizes) + part(key);
    }

    // With cross attention there are two kinds, and optimum gives both a name.
    private static String own(DecoderSizes sizes) {
        return sizes.cross().isPresent() ? ".decoder" : "";
    }

    private static String part(boolean key) {
        return key ? ".key" : ".value";
    }

    /** The signature of a decoder of these sizes. */
    static SignatureCheck signature(DecoderSizes sizes) {
        long any = SignatureCheck.ANY;
        SignatureCheck check = new SignatureCheck()
                .input(EMBEDS, SignatureCheck.FLOATS, any, any, sizes.width())
                .input(MASK, SignatureCheck.WHOLE, any, any)
                .output(LOGITS, SignatureCheck.FLOATS, any, any, sizes.vocab());
        if (sizes.axes() == 1) {
            check.input(POSITIONS, SignatureCheck.WHOLE, any, any);
        } else {
            check.input(POSITIONS, SignatureCheck.WHOLE, sizes.axes(), any, any);
        }
        sizes.cross().ifPresent(cross -> {
            check.input(CrossCache.MASK, SignatureCheck.WHOLE, any, any);
            for (int layer = 0; layer < sizes.layers(); layer++) {
                check.input(read(layer, true), SignatureCheck.FLOATS, any, any, cross.keys());
                check.input(read(layer, false), SignatureCheck.FLOATS, any, any, cross.keys());
            }
        });
        for (int layer = 0; layer < sizes.layers(); layer++) {
            for (boolean key : new boolean[] {true, false}) {
                check.input(past(sizes, layer, key), SignatureCheck.FLOATS, any, sizes.kvHeads(), any, sizes.headDim());
                check.output(
                        present(sizes, layer, key), SignatureCheck.FLOATS, any, sizes.kvHeads(), any, sizes.headDim());
            }
        }
        return check;
    }

    /** The signature of the encoder before a decoder with cross attention. */
    static SignatureCheck encoderSignature(DecoderSizes sizes) {
        DecoderSizes.CrossSizes cross = sizes.cross().orElseThrow();
        long any = SignatureCheck.ANY;
        SignatureCheck check = new SignatureCheck().input(EMBEDS, SignatureCheck.FLOATS, any, any, cross.source());
        for (int layer = 0; layer < sizes.layers(); layer++) {
            check.output(made(layer, true), SignatureCheck.FLOATS, any, any, cross.keys());
            check.output(made(layer, false), SignatureCheck.FLOATS, any, any, cross.keys());
        }
        return check;
    }

    /** Keys or values of the source, as the decoder reads them. */
    static String read(int layer, boolean key) {
        return "past_key_values." + layer + ".encoder" + part(key);
    }

    /** Keys or values of the source, as the encoder makes them. */
    static String made(int layer, boolean key) {
        return "present." + layer + ".encoder" + part(key);
    }
}
