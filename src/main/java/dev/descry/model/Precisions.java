package dev.descry.model;

/**
 * The precisions of a package's two parts, which are chosen apart: pixels suffer more from coarse weights than words.
 *
 * @param vision of the vision encoder
 * @param language of the token embeddings and the language model
 */
public record Precisions(Precision vision, Precision language) {

    /**
     * What users mean by one word: the language model gets it, and the vision encoder the same but never 4 bits, and on
     * a graphics processor (where 8-bit activations are not supported) never 8 either.
     */
    public static Precisions of(Precision language, boolean cuda) {
        Precision vision = cuda ? Precision.FP16 : Precision.INT8;
        return switch (language) {
            case FP32, FP16 -> new Precisions(language, language);
            case INT8, INT4, INT4_128 -> new Precisions(vision, language);
        };
    }

    /** For example {@code int8+int4}, or {@code fp32} where both are the same. Safe in a file name. */
    public String label() {
        return vision == language ? vision.label() : vision.label() + "+" + language.label();
    }
}
