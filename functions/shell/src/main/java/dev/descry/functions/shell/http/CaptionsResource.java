package dev.descry.functions.shell.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Chain;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepEvent;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.chain.TranscriptJson;
import dev.descry.functions.shell.Chains;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/**
 * {@code POST /v1/captions}: describes one image, sent as the body, as the part {@code image} of a form, or in JSON. The
 * answer is the transcript, or with {@code Accept: text/event-stream} the events of the run as they happen.
 */
@Path("/v1/captions")
@Blocking // bodies are read from disk and digested before the run starts
public class CaptionsResource {
    private static final String IMAGES = "image/*";

    private final Runs runs;
    private final Chains chains;
    private final ImageBodies bodies;

    CaptionsResource(Runs runs, Chains chains, ImageBodies bodies) {
        this.runs = runs;
        this.chains = chains;
        this.bodies = bodies;
    }

    @POST
    @Consumes({IMAGES, MediaType.APPLICATION_OCTET_STREAM})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "captionImage", summary = "Describe the image in the body")
    public Uni<Response> image(byte[] body, @BeanParam WishParameters wish) {
        return answer(bodies.raw(body), wish.wish());
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "captionForm", summary = "Describe the image in the form's part 'image'")
    public Uni<Response> form(@RestForm("image") FileUpload image, @BeanParam WishParameters wish) {
        return answer(bodies.upload(image), wish.wish());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "captionReference", summary = "Describe the image that the JSON names or holds")
    public Uni<Response> reference(CaptionRequest request) {
        return answer(bodies.reference(request.image()), request.wish());
    }

    @POST
    @Consumes({IMAGES, MediaType.APPLICATION_OCTET_STREAM})
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> imageEvents(byte[] body, @BeanParam WishParameters wish, @Context Sse sse) {
        return stream(bodies.raw(body), wish.wish(), sse);
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> formEvents(
            @RestForm("image") FileUpload image, @BeanParam WishParameters wish, @Context Sse sse) {
        return stream(bodies.upload(image), wish.wish(), sse);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> referenceEvents(CaptionRequest request, @Context Sse sse) {
        return stream(bodies.reference(request.image()), request.wish(), sse);
    }

    private Uni<Response> answer(NamedImage image, Chains.Wish wish) {
        return runs.transcript(chains.chain(wish), image.image())
                .map(transcript -> transcript.caption().isPresent()
                        ? Response.ok(TranscriptJson.write(image.name(), transcript))
                                .build()
                        : failure(image.name(), transcript).response());
    }

    private Multi<OutboundSseEvent> stream(NamedImage image, Chains.Wish wish, Sse sse) {
        Chain chain = chains.chain(wish);
        List<StepOutcome> done = new ArrayList<>();
        Multi<OutboundSseEvent> events = runs.events(chain, image.image()).map(event -> {
            if (event instanceof StepEvent.Finished(StepOutcome outcome)) {
                done.add(outcome);
            }
            return event(sse, event);
        });
        Multi<OutboundSseEvent> last = Multi.createFrom().deferred(() -> Multi.createFrom()
                .item(event(
                        sse,
                        "transcript",
                        TranscriptJson.write(
                                image.name(), new Transcript(image.image().id(), chain.name(), done)))));
        return Multi.createBy().concatenating().streams(events, last);
    }

    private static Problem failure(String name, Transcript transcript) {
        Outcome.Failed failure = transcript.failure();
        return Problem.of(failure.kind(), failure.message()).with(TranscriptJson.write(name, transcript));
    }

    private static OutboundSseEvent event(Sse sse, StepEvent event) {
        ObjectNode data = JsonNodeFactory.instance.objectNode().put("step", event.step());
        return switch (event) {
            case StepEvent.Started started ->
                event(sse, "started", data.put("expert", started.expert()).put("attempt", started.attempt()));
            case StepEvent.TokenWritten token ->
                event(sse, "token", data.put("id", token.id()).put("text", token.text()));
            case StepEvent.Finished finished ->
                event(sse, "finished", data.setAll(TranscriptJson.write(finished.outcome())));
        };
    }

    private static OutboundSseEvent event(Sse sse, String name, Object data) {
        return sse.newEventBuilder()
                .name(name)
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(data)
                .build();
    }
}
