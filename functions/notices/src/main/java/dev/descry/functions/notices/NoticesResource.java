package dev.descry.functions.notices;

import dev.descry.event.upload.Notice;
import dev.descry.event.upload.Notices;
import dev.descry.event.upload.SnsMessage;
import dev.descry.event.upload.UploadNotice;
import dev.descry.image.ImageException;
import dev.descry.intake.ForbiddenException;
import dev.descry.intake.Intake;
import dev.descry.intake.UnavailableException;
import dev.descry.store.FetchException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/**
 * One address for every provider. 202 when runs were asked for, 204 when there was nothing to do, neither with a body, as
 * a broker wants it; 503 when the notice is to be told again.
 */
@Path("/")
public final class NoticesResource {
    private static final Pattern TRACE = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final Intake intake;
    private final Admission admission;
    private final SnsTopics topics;
    private final WebInbox inbox;
    private final IntakeSettings settings;

    NoticesResource(Intake intake, Admission admission, SnsTopics topics, WebInbox inbox, IntakeSettings settings) {
        this.inbox = inbox;
        this.intake = intake;
        this.admission = admission;
        this.topics = topics;
        this.settings = settings;
    }

    /** Takes notices. */
    @POST
    @Consumes(MediaType.WILDCARD)
    public Response take(
            @Context HttpHeaders headers,
            @Context HttpServerRequest request,
            @QueryParam("token") @Nullable String token,
            byte[] body)
            throws IOException, InterruptedException {
        Optional<String> authorization = Optional.ofNullable(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
        boolean known = admission.admits(authorization, Optional.ofNullable(token), certified(request));
        Map<String, String> names = lowerCase(headers);
        List<UploadNotice> uploads = new ArrayList<>();
        for (Notice notice : Notices.read(names, body)) {
            if (notice instanceof Notice.Validation validation && known) {
                return Response.ok(Map.of("validationResponse", validation.code()), MediaType.APPLICATION_JSON_TYPE)
                        .build();
            }
            uploads.addAll(notice instanceof SnsMessage message ? verified(message) : uploads(notice, known));
        }
        Optional<String> trace = Optional.ofNullable(names.get("traceparent"))
                .filter(text -> TRACE.matcher(text).matches());
        int sent = intake.take(uploads, trace);
        return Response.status(sent > 0 ? 202 : 204).build();
    }

    private List<UploadNotice> verified(SnsMessage message) throws IOException, InterruptedException {
        if (!topics.trust(message)) {
            throw unknown("notice: expected a signed message of a topic in the settings, found another");
        }
        if (message.type().equals(SnsMessage.CONFIRMATION)) {
            topics.confirm(message);
            return List.of();
        }
        List<UploadNotice> uploads = new ArrayList<>();
        Notices.read(message.message()).forEach(notice -> uploads.addAll(uploads(notice, true)));
        return uploads;
    }

    private List<UploadNotice> uploads(Notice notice, boolean known) {
        if (!known) {
            throw unknown("notice: expected a secret, a token or a certificate that says who tells it, found none");
        }
        return switch (notice) {
            case UploadNotice upload -> List.of(upload);
            case Notice.Nothing nothing -> List.of();
            case Notice.Address address -> List.of(web(address));
            case Notice.Validation validation -> throw nested();
            case SnsMessage message -> throw nested();
        };
    }

    private UploadNotice web(Notice.Address address) {
        return inbox.images()
                .orElseThrow(() -> new IllegalArgumentException(
                        "notice: expected an object in a bucket, found an address of the web; put the image into a"
                                + " bucket, or set an inbox"))
                .keep(address.url());
    }

    private static IllegalArgumentException nested() {
        return new IllegalArgumentException("notice: expected an upload inside the message, found another handshake");
    }

    private static NotAuthorizedException unknown(String message) {
        return new NotAuthorizedException(message, "Bearer");
    }

    /** Only errors of this address: an application with more of them says others in its own way. */
    @ServerExceptionMapper({
        IllegalArgumentException.class,
        NotAuthorizedException.class,
        ForbiddenException.class,
        UnavailableException.class,
        FetchException.class,
        ImageException.class,
        UncheckedIOException.class,
        IOException.class
    })
    public Response fault(Exception e) {
        return Faults.answer(e);
    }

    /** MinIO looks whether anybody is here. */
    @HEAD
    public Response here() {
        return Response.ok().build();
    }

    /** Event Grid, with the schema of CloudEvents, asks whether it may send here. */
    @OPTIONS
    public Response invite(@HeaderParam("WebHook-Request-Origin") @Nullable String origin) {
        if (origin == null || !settings.origins().contains(origin)) {
            return Response.status(403).build();
        }
        return Response.ok()
                .header("WebHook-Allowed-Origin", origin)
                .header("WebHook-Allowed-Rate", "*")
                .header("Allow", "POST")
                .build();
    }

    private static boolean certified(HttpServerRequest request) {
        try {
            return request.isSSL() && request.connection().sslSession().getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException e) {
            return false;
        }
    }

    private static Map<String, String> lowerCase(HttpHeaders headers) {
        Map<String, String> names = new HashMap<>();
        headers.getRequestHeaders()
                .forEach((name, values) -> names.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return names;
    }
}
