package dev.descry.batch;

/** What becomes of an image that looks like an earlier one of the batch without having the same bytes. */
public enum NearDuplicates {
    /** Nobody looks for them: images are not decoded for it. */
    IGNORE,
    /** It is described and reported. */
    REPORT,
    /** Only the first of them is described. */
    ONCE
}
