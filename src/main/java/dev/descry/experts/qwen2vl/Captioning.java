package dev.descry.experts.qwen2vl;

import dev.descry.caption.Caption;
import dev.descry.caption.Provenance;
import dev.descry.expert.Answer;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Conversation;
import dev.descry.expert.Question;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.model.Manifest;
import dev.descry.model.ModelPackage;
import dev.descry.ort.OrtRuntime;
import java.time.Instant;
import java.util.List;

/** Writes captions: answers to one question about one image, with what made them. Safe for use by several threads. */
record Captioning(String name, String device, ModelPackage files, Answering answering) {

    /** As {@link dev.descry.expert.Expert#describe}. */
    Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        long start = System.nanoTime();
        Conversation question =
                Conversation.question(request.image(), request.prompt().text());
        Answer answer = answering.answer(new Question(question, request.decoding(), List.of()), listener, cancellation);
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Caption(
                answer.text(),
                answer.tokens(),
                answer.promptTokens(),
                answer.finishReason(),
                millis,
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
