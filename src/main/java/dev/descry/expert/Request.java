package dev.descry.expert;

import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.image.Image;

/** One image, one question, and how to answer it. */
public record Request(Image image, Prompt prompt, Decoding decoding) {}
