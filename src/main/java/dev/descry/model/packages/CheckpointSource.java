package dev.descry.model.packages;

import dev.descry.model.Watch;
import java.nio.file.Path;

/** Where checkpoints that do not come with Descry are fetched from. */
@FunctionalInterface
public interface CheckpointSource {
    /**
     * Fetches what is missing of a checkpoint; what is there and right is not fetched again.
     *
     * @param repository for example {@code Qwen/Qwen2-VL-2B-Instruct}
     * @param revision branch, tag or commit
     * @param folder created when missing
     * @return the commit that the files belong to
     * @throws dev.descry.model.ModelException saying what failed and what to do
     */
    String fetch(String repository, String revision, Path folder, Watch watch);
}
