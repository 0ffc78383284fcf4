package dev.descry.batch;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What came of a batch.
 *
 * @param progress the last counts
 * @param skipped images left alone, by reason
 * @param problems what went wrong by kind; a step that failed in an image described all the same is here too
 * @param steps of the chain, in order
 * @param slowest the images whose experts worked longest, the slowest first
 * @param identical images with the bytes of an earlier one
 * @param nearDuplicates images that look like an earlier one
 * @param estimate of a dry run, where anything is known to base it on
 * @param stopped true when it was asked to stop before its end
 * @param budgetSpent true when it stopped because the budget was spent
 */
public record BatchReport(
        Progress progress,
        SortedMap<String, Long> skipped,
        SortedMap<String, Problems> problems,
        List<StepReport> steps,
        List<Slow> slowest,
        long identical,
        Problems nearDuplicates,
        Optional<Estimate> estimate,
        boolean stopped,
        boolean budgetSpent) {
    /** Why a dry run leaves an image alone. */
    public static final String WOULD_BE_DESCRIBED = "would be described";

    /**
     * Problems of one kind.
     *
     * @param count how many images had one
     * @param examples the first few with different messages
     */
    public record Problems(long count, List<Example> examples) {
        static final Problems NONE = new Problems(0, List.of());
    }

    /** One image and its message. */
    public record Example(String image, String message) {}

    /**
     * One step over all images.
     *
     * @param expert its expert's name
     * @param kept captions that an earlier run had written
     * @param skipped images for which it was not asked
     * @param failed images for which it was asked in vain
     * @param spent on the captions it wrote
     */
    public record StepReport(String expert, long kept, long skipped, long failed, Spent spent) {
        /** Milliseconds for a caption on average; 0 when it wrote none. */
        public double millisPerCaption() {
            return spent.captions() == 0 ? 0 : (double) spent.millis() / spent.captions();
        }
    }

    /** One image and how long its experts worked, in milliseconds. */
    public record Slow(String image, long millis) {}

    /** The report of a dry run with what is known of the costs. */
    BatchReport with(Optional<Estimate> estimate) {
        return new BatchReport(
                progress, skipped, problems, steps, slowest, identical, nearDuplicates, estimate, stopped, budgetSpent);
    }
}
