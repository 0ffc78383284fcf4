package dev.descry.event;

import dev.descry.image.ImageId;
import dev.descry.image.ImageRef;
import java.util.Optional;

/**
 * A run ended with a caption; its transcript lies in the store under {@link RunId#transcript()}.
 *
 * @param imageId of the bytes that were described
 * @param caption the newest accepted text
 * @param sidecar key of the text beside the image; empty when none was written
 */
public record CaptionCompleted(
        RunId run, ImageRef image, ImageId imageId, String caption, Optional<String> sidecar, Passage passage)
        implements Event {
    public static final String TYPE = "dev.descry.caption.completed";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String id() {
        return run + ".completed";
    }
}
