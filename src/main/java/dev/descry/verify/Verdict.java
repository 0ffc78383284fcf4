package dev.descry.verify;

/**
 * What the judge says about one segment.
 *
 * @param kept whether the similarity reaches the threshold
 */
public record Verdict(Segment segment, Similarity similarity, boolean kept) {}
