package dev.descry.functions.workbench.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.batch.ImageOutcome;
import dev.descry.batch.Progress;
import dev.descry.batch.RecordJson;
import dev.descry.dataset.ImageFile;
import java.io.PrintWriter;

/** One JSON object an image on standard output and nothing else. */
final class JsonPrinter implements CaptionPrinter {
    private final PrintWriter out;

    JsonPrinter(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void onImage(ImageFile image, ImageOutcome outcome, Progress progress) {
        out.println(RecordJson.write(image, outcome).orElseGet(() -> skipped(image, outcome)));
    }

    private static ObjectNode skipped(ImageFile image, ImageOutcome outcome) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("image", image.name());
        json.putNull("imageId").putArray("steps");
        json.putNull("caption");
        return outcome instanceof ImageOutcome.Skipped(String reason) ? json.put("skipped", reason) : json;
    }

    @Override
    public void stopping() {}

    @Override
    public void finish() {
        out.flush();
    }
}
