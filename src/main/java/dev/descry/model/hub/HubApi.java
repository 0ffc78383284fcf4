package dev.descry.model.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The three addresses of a hub that a download needs, for one repository. */
final class HubApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;[^,]*rel=\"?next\"?");
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

    /** A page has up to 1,000 files. */
    private static final int MAX_PAGES = 100;

    private final URI base;
    private final String repository;
    private final Attempts attempts;

    HubApi(URI base, String repository, Attempts attempts) {
        this.base = base;
        this.repository = repository;
        this.attempts = attempts;
    }

    /** The commit that a branch or tag stands at now; what follows is asked of that commit, so it fits together. */
    String commit(String revision) {
        URI uri = URI.create("%s/api/models/%s/revision/%s".formatted(base, repository, encoded(revision)));
        String commit = json(uri).content().path("sha").asText();
        if (!COMMIT.matcher(commit).matches()) {
            throw new ModelException("%s: expected a commit of 40 hexadecimal digits, found %s".formatted(uri, commit));
        }
        return commit;
    }

    /** All files of a commit, page by page. */
    List<HubFile> files(String commit) {
        List<HubFile> files = new ArrayList<>();
        Optional<URI> next =
                Optional.of(URI.create("%s/api/models/%s/tree/%s?recursive=true".formatted(base, repository, commit)));
        for (int page = 0; next.isPresent(); page++) {
            if (page == MAX_PAGES) {
                throw new ModelException(
                        "%s: expected at most %d pages of files, found more".formatted(repository, MAX_PAGES));
            }
            Page answer = json(next.get());
            Listing.read(answer.content(), files);
            next = answer.next();
        }
        return List.copyOf(files);
    }

    /** Where a file's bytes are; usually a redirect to another host. */
    URI address(String commit, HubFile file) {
        List<String> segments =
                List.of(file.path().split("/")).stream().map(HubApi::encoded).toList();
        return URI.create("%s/%s/resolve/%s/%s".formatted(base, repository, commit, String.join("/", segments)));
    }

    private record Page(JsonNode content, Optional<URI> next) {}

    private Page json(URI uri) {
        Patience patience = attempts.patience();
        while (true) {
            TextTarget text = new TextTarget();
            Optional<HttpResponse<Long>> answer = attempts.once(uri, Map.of(), info -> text, patience);
            if (answer.isPresent()) {
                return new Page(parse(uri, text.content()), next(uri, answer.get()));
            }
        }
    }

    private static JsonNode parse(URI uri, byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            throw new ModelException(
                    "%s: expected JSON, found %s; check the hub address".formatted(uri, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected JSON, found %s; check the hub address".formatted(uri, e), e);
        }
    }

    private Optional<URI> next(URI from, HttpResponse<Long> answer) {
        Matcher link = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
        if (!link.find()) {
            return Optional.empty();
        }
        try {
            return Optional.of(from.resolve(link.group(1)));
        } catch (IllegalArgumentException e) {
            throw new ModelException(
                    "%s: expected an address of the next page, found %s".formatted(from, link.group(1)), e);
        }
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
