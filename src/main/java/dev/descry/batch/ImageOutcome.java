package dev.descry.batch;

import dev.descry.chain.Transcript;
import java.util.Optional;

/** How a batch left one image. */
public sealed interface ImageOutcome {
    /** It has a caption, and both its files are written. A step that may fail may have failed. */
    record Captioned(Transcript transcript) implements ImageOutcome {}

    /** It was left alone, for this reason; in a dry run it would be described. */
    record Skipped(String reason) implements ImageOutcome {}

    /**
     * It was not described.
     *
     * @param transcript as far as it came; empty when no step was taken
     */
    record Failed(Problem problem, Optional<Transcript> transcript) implements ImageOutcome {}
}
