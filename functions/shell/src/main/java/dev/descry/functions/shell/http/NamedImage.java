package dev.descry.functions.shell.http;

import dev.descry.image.Image;

/** An image and what the caller calls it. */
record NamedImage(String name, Image image) {}
