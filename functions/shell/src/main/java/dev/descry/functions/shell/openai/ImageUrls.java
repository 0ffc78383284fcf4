package dev.descry.functions.shell.openai;

import dev.descry.functions.shell.Settings;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.descry.store.FetchRules;
import dev.descry.store.ImageFetch;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Images by URL: {@code data:}, and {@code http(s):} from the hosts of the settings. */
@ApplicationScoped
class ImageUrls {
    private final long maxBytes;
    private final ImageFetch fetch;

    ImageUrls(Settings settings) {
        Settings.FetchSettings rules = settings.fetch();
        maxBytes = settings.images().maxBytes();
        fetch = new ImageFetch(new FetchRules(
                Set.copyOf(rules.hosts().orElse(List.of())),
                rules.privateAddresses(),
                maxBytes,
                rules.timeout(),
                rules.redirects()));
    }

    Image image(String url) {
        return url.regionMatches(true, 0, "data:", 0, 5) ? data(url) : fetched(url);
    }

    private Image data(String url) {
        int comma = url.indexOf(',');
        if (comma < 0 || !url.substring(0, comma).endsWith(";base64")) {
            throw OpenAiException.invalid("messages", "image_url: expected a data URL with Base64, found another form");
        }
        try {
            byte[] bytes = Base64.getMimeDecoder().decode(url.substring(comma + 1));
            if (bytes.length > maxBytes) {
                throw new ImageException(
                        ImageException.Kind.TOO_LARGE,
                        "image: expected at most %d bytes, found %d".formatted(maxBytes, bytes.length));
            }
            return Image.of(bytes);
        } catch (IllegalArgumentException e) {
            throw OpenAiException.invalid("messages", "image_url: expected Base64, found " + e.getMessage());
        }
    }

    private Image fetched(String url) {
        if (!fetch.enabled()) {
            throw OpenAiException.invalid(
                    "messages", "image_url: expected a data URL, found another; to allow hosts set descry.fetch.hosts");
        }
        try {
            return fetch.fetch(URI.create(url));
        } catch (IllegalArgumentException e) {
            throw OpenAiException.invalid("messages", "image_url: expected a URL, found another text");
        }
    }

    @PreDestroy
    void close() {
        fetch.close();
    }
}
