package dev.descry.batch;

import java.util.List;
import java.util.SortedMap;

/**
 * What came of a batch.
 *
 * @param progress the last counts
 * @param problems what went wrong by kind; a step that failed in an image described all the same is here too
 * @param stopped true when it was asked to stop before its end
 */
public record BatchReport(Progress progress, SortedMap<String, Problems> problems, boolean stopped) {
    /**
     * Problems of one kind.
     *
     * @param count how many images had one
     * @param examples the first few with different messages
     */
    public record Problems(long count, List<Example> examples) {}

    /** One image and its message. */
    public record Example(String image, String message) {}
}
