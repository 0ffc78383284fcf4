package dev.descry.experts.local;

import dev.descry.caption.Caption;
import dev.descry.caption.Provenance;
import dev.descry.expert.Answer;
import dev.descry.expert.Request;
import dev.descry.model.packages.Manifest;
import dev.descry.model.packages.ModelPackage;
import dev.descry.ort.OrtRuntime;
import java.time.Instant;

/**
 * What made a caption.
 *
 * @param name of the expert
 * @param device it runs on
 */
public record Maker(String name, ModelPackage files, String device) {
    /** The answer as a caption, with what made it. */
    public Caption caption(Answer answer, Request request, long startNanos) {
        return new Caption(
                answer.text(),
                answer.tokens(),
                answer.promptTokens(),
                answer.finishReason(),
                (System.nanoTime() - startNanos) / 1_000_000,
                provenance(request));
    }

    private Provenance provenance(Request request) {
        return new Provenance(
                name,
                files.digest(),
                files.manifest().map(Manifest::revision).orElse("unknown"),
                request.prompt().template(),
                request.decoding(),
                "onnxruntime " + OrtRuntime.get().version(),
                device,
                Instant.now());
    }
}
