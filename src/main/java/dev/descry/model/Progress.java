package dev.descry.model;

/**
 * How far a long piece of work is.
 *
 * @param what the file or step under way
 * @param done bytes done of all there is to do
 * @param total bytes there are to do
 * @param rate bytes a second since the start, 0 where not yet known
 */
public record Progress(String what, long done, long total, double rate) {}
