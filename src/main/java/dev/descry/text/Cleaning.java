package dev.descry.text;

/** What was taken out of a generated text. */
public enum Cleaning {
    /** White space around it, or a text without one letter, digit or symbol. */
    BLANK,
    /** Reasoning between think tags that was not meant for the reader. */
    THOUGHTS,
    /** Words about the answer before the answer, such as "The image shows". */
    PREAMBLE,
    /** Rounds of a loop after the first. */
    REPETITION
}
