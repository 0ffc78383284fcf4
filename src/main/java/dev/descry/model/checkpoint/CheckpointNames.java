package dev.descry.model.checkpoint;

/**
 * The two generations of Qwen2-VL weight names. Published checkpoints say {@code visual.…} and {@code model.layers.…};
 * newer saves say {@code model.visual.…} and {@code model.language_model.layers.…}. Everything here uses the newer.
 */
public final class CheckpointNames {
    private static final String VISUAL = "visual.";
    private static final String MODEL = "model.";
    private static final String LANGUAGE = "language_model.";

    private CheckpointNames() {}

    /** The newer form of a weight's name; a name that is new already, or of neither form, stays. */
    public static String newer(String name) {
        if (name.startsWith(VISUAL)) {
            return MODEL + name;
        }
        if (name.startsWith(MODEL)
                && !name.startsWith(VISUAL, MODEL.length())
                && !name.startsWith(LANGUAGE, MODEL.length())) {
            return MODEL + LANGUAGE + name.substring(MODEL.length());
        }
        return name;
    }
}
