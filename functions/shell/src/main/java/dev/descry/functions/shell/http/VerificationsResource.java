package dev.descry.functions.shell.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.JudgementJson;
import dev.descry.chain.Judging;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Setup;
import dev.descry.verify.Judge;
import dev.descry.verify.Verification;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /v1/verifications}: holds a text against an image, as a form with the parts {@code image} and {@code caption},
 * or in JSON. The answer has a similarity and a verdict for every segment, and what is left of the text.
 */
@Path("/v1/verifications")
@Blocking
@Produces(MediaType.APPLICATION_JSON)
public class VerificationsResource {
    /** A page of text; each segment costs a run of the model. */
    private static final int MOST_CHARACTERS = 20_000;

    private final Runs runs;
    private final Setup setup;
    private final Chains chains;
    private final ImageBodies bodies;

    VerificationsResource(Runs runs, Setup setup, Chains chains, ImageBodies bodies) {
        this.runs = runs;
        this.setup = setup;
        this.chains = chains;
        this.bodies = bodies;
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(operationId = "verifyForm", summary = "Hold the part 'caption' against the image in the part 'image'")
    public ObjectNode form(
            @RestForm("image") FileUpload image,
            @RestForm @Nullable String caption,
            @RestForm @Nullable String judge,
            @RestForm @Nullable Double threshold,
            @RestForm @Nullable String segments) {
        return answer(bodies.upload(image), caption, judging(judge, threshold, segments));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(operationId = "verifyReference", summary = "Hold a text against the image that the JSON names or holds")
    public ObjectNode reference(VerificationRequest request) {
        return answer(
                bodies.reference(request.image()),
                request.caption(),
                judging(request.judge(), request.threshold(), request.segments()));
    }

    private Judging judging(@Nullable String judge, @Nullable Double threshold, @Nullable String segments) {
        Judging judging = chains.judging(
                Optional.ofNullable(judge), Optional.ofNullable(threshold), Optional.ofNullable(segments));
        setup.requireJudge(judging.model());
        return judging;
    }

    private ObjectNode answer(NamedImage image, @Nullable String caption, Judging judging) {
        if (caption == null || caption.isBlank()) {
            throw new IllegalArgumentException("caption: expected a text to hold against the image, found none");
        }
        if (caption.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException("caption: expected at most %d characters, found %d; send it in parts"
                    .formatted(MOST_CHARACTERS, caption.length()));
        }
        Verification verification = runs.counted("verification", judging.model(), () -> new Judge(
                        setup.judges().find(judging.model()), judging.segmentation(), judging.threshold())
                .verify(image.image(), caption));
        return JsonNodeFactory.instance
                .objectNode()
                .put("image", image.name())
                .put("imageId", image.image().id().hex())
                .setAll(JudgementJson.write(verification).put("kept", verification.kept()));
    }
}
