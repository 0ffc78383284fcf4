package dev.descry.dataset;

/** What happens to an image that has a caption already. */
public enum Existing {
    /** It is left alone. */
    SKIP,
    /** It is described and recorded anew, but its caption stays as it is. */
    KEEP,
    /** The new caption takes the place of the old one. */
    OVERWRITE,
    /** The new caption goes below the old one, once. */
    APPEND,
    /** The new caption goes above the old one, once. */
    PREPEND,
    /** Described anew only where model, prompt or parameters have changed since; what they have is replaced. */
    CHANGED,
    /** Only images that failed last time, or were never described, are described; what they have is replaced. */
    FAILED
}
