package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.expert.ExpertException;

/** How one step of a run ended. */
public sealed interface Outcome {
    /** The expert described the image. */
    record Captioned(Caption caption) implements Outcome {}

    /** The expert was not asked, for this reason. */
    record Skipped(String reason) implements Outcome {}

    /** The expert was asked in vain. */
    record Failed(ExpertException.Kind kind, String message) implements Outcome {}
}
