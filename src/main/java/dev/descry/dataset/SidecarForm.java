package dev.descry.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The forms of a file beside an image. UTF-8. */
public enum SidecarForm {
    /** The text and a line end. */
    TXT(".txt"),
    /** The same under the name that trainers of image models look for. */
    CAPTION(".caption"),
    /** {@code dc:description} in an XMP packet; whatever else the packet says stays. */
    XMP(".xmp");

    private final String suffix;

    SidecarForm(String suffix) {
        this.suffix = suffix;
    }

    String suffix() {
        return suffix;
    }

    /** True when a file of these bytes has a caption; text counts whatever its encoding. */
    boolean says(byte[] file) throws IOException {
        return switch (this) {
            case TXT, CAPTION -> !new String(file, StandardCharsets.ISO_8859_1).isBlank();
            case XMP -> !read(file).isBlank();
        };
    }

    /**
     * The caption in a file of these bytes.
     *
     * @throws CharacterCodingException when they are no UTF-8
     */
    String read(byte[] file) throws IOException {
        return switch (this) {
            case TXT, CAPTION ->
                StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(file))
                        .toString();
            case XMP -> XmpDescription.read(file);
        };
    }

    /** A file of this text in place of one of these bytes. */
    byte[] write(byte[] old, String text) throws IOException {
        return switch (this) {
            case TXT, CAPTION -> (text + "\n").getBytes(StandardCharsets.UTF_8);
            case XMP -> XmpDescription.write(old, text);
        };
    }
}
