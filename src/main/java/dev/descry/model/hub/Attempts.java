package dev.descry.model.hub;

import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Asks until there is an answer: a cut connection, a busy or a failing hub are tried again after a pause; a refusal
 * ends in a message that says what to check.
 */
final class Attempts {
    private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);

    private final HubClient client;
    private final String repository;
    private final Watch watch;
    private boolean answered;

    Attempts(HubClient client, String repository, Watch watch) {
        this.client = client;
        this.repository = repository;
        this.watch = watch;
    }

    Patience patience() {
        return new Patience(client.settings().pause(), watch);
    }

    /**
     * One try.
     *
     * @param accept where the body of an answer 200 or 206 goes
     * @return the answer, of status 200, 206 or 416; empty when it has to be tried again, after the pause
     */
    Optional<HttpResponse<Long>> once(
            URI uri,
            Map<String, String> headers,
            Function<HttpResponse.ResponseInfo, ByteTarget> accept,
            Patience patience) {
        try {
            HttpResponse<Long> response = client.get(
                    uri,
                    headers,
                    info -> info.statusCode() == 200 || info.statusCode() == 206
                            ? accept.apply(info)
                            : ByteTarget.nowhere(),
                    watch);
            answered = true;
            return judge(uri, response, patience);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            if (!answered) {
                throw new ModelException(
                        "%s: expected an answer, found no connection; check the network or HF_ENDPOINT"
                                .formatted(client.settings().base()),
                        e);
            }
            patience.failed(repository, "no connection", Optional.empty());
        } catch (IOException e) {
            patience.failed(repository, "a cut connection (%s)".formatted(e.getMessage()), Optional.empty());
        }
        return Optional.empty();
    }

    private Optional<HttpResponse<Long>> judge(URI uri, HttpResponse<Long> response, Patience patience) {
        int status = response.statusCode();
        boolean elsewhere = !client.settings().isOwn(response.uri());
        if (BUSY.contains(status) || (status == 403 && elsewhere)) { // 403 elsewhere: a signed address that expired
            patience.failed(repository, "status " + status, response.headers().firstValue("Retry-After"));
            return Optional.empty();
        }
        return switch (status) {
            case 200, 206, 416 -> Optional.of(response);
            case 401, 403 -> throw noAccess(status);
            case 404 ->
                throw new ModelException(
                        "%s: expected %s, found none (404); check the name, the revision and the hub address %s"
                                .formatted(
                                        repository,
                                        uri.getPath(),
                                        client.settings().base()));
            default ->
                throw new ModelException(
                        "%s: expected status 200 for %s, found %d".formatted(repository, uri.getPath(), status));
        };
    }

    private ModelException noAccess(int status) {
        String advice = client.settings().token().isPresent()
                ? "check that the account of HF_TOKEN accepted its terms"
                : "if it is gated, accept its terms there and set HF_TOKEN";
        return new ModelException(
                "%s: expected access, found status %d: it is gated, private or misspelt; see %s/%s and %s"
                        .formatted(repository, status, client.settings().base(), repository, advice));
    }
}
