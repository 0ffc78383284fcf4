package dev.descry.onnx;

/**
 * What the vision encoder made of one image. Two with the same key are the same numbers.
 *
 * @param key names the image and how it was prepared
 * @param grid of its patches
 * @param rows {@code [tokens, hidden]}, row by row, one row an image token; nobody may change it
 */
public record ImageFeatures(Object key, Grid grid, float[] rows) {}
