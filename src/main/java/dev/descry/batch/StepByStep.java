package dev.descry.batch;

import dev.descry.chain.ChainRunner;
import dev.descry.chain.Step;
import dev.descry.dataset.ImageFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** All images through one step, then through the next. One expert is open at a time; what it said waits in a file. */
final class StepByStep {
    private final Batch batch;
    private final ChainRunner chains;
    private final ImageRun run;
    private final Path records;
    private final BooleanSupplier halted;
    private final List<Step> steps;

    /** @param records beside which the images wait between two steps */
    StepByStep(Batch batch, ChainRunner chains, ImageRun run, Path records, BooleanSupplier halted) {
        this.batch = batch;
        this.chains = chains;
        this.run = run;
        this.records = records;
        this.halted = halted;
        this.steps = batch.chain().steps();
    }

    void go(Consumer<Consumer<ImageFile>> images) {
        try (Spool done = Spool.beside(records, 1)) {
            try (Places places = new Places(batch.concurrency())) {
                images.accept(image -> places.start(() -> run.advance(image, List.of(), 1, done::add)));
            }
            release(0);
            goOn(done, 1);
        }
    }

    private void goOn(Spool waiting, int step) {
        if (step == steps.size() || halted.getAsBoolean()) {
            return;
        }
        try (Spool done = Spool.beside(records, step + 1)) {
            try (Places places = new Places(batch.concurrency())) {
                waiting.forEach(batch.images(), batch.chain().name(), (image, transcript) -> {
                    places.start(() -> run.advance(image, transcript.steps(), step + 1, done::add));
                    return !halted.getAsBoolean();
                });
            }
            release(step);
            goOn(done, step + 1);
        }
    }

    private void release(int step) {
        String expert = steps.get(step).expert();
        boolean again = step + 1 < steps.size() && steps.get(step + 1).expert().equals(expert);
        if (!again) {
            chains.release(expert);
        }
    }
}
