package dev.descry.functions.shell.http;

import org.jspecify.annotations.Nullable;

/**
 * A text to hold against an image.
 *
 * @param image where the image is
 * @param caption the text
 * @param judge the model that scores; that of the settings when absent
 * @param threshold the least similarity that is kept, -1 to 1; that of the model when absent
 * @param segments {@code sentence}, {@code word}, {@code window} or {@code window:N} of N words
 */
public record VerificationRequest(
        CaptionRequest.@Nullable Reference image,
        @Nullable String caption,
        @Nullable String judge,
        @Nullable Double threshold,
        @Nullable String segments) {}
