package dev.descry.model.hub;

import dev.descry.model.Meter;
import dev.descry.model.ModelException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Brings one file, going on after a cut where it stopped, and checks its digest. */
final class FileDownload {
    private final Attempts attempts;
    private final URI uri;
    private final HubFile file;

    /** Names the content this run saw first, where the server gives it a strong name. */
    private Optional<String> tag = Optional.empty();

    FileDownload(Attempts attempts, URI uri, HubFile file) {
        this.attempts = attempts;
        this.uri = uri;
        this.file = file;
    }

    /**
     * Brings the file into a folder.
     *
     * @throws ModelException when the digest is wrong twice, or the hub refuses
     */
    void into(Path folder, Meter meter) {
        try (PartFile part = PartFile.open(folder, file, meter)) {
            Path target = folder.resolve(file.path());
            fill(part);
            if (!part.finish(target)) {
                fill(part); // once more from the start: the bytes of an earlier run may have been the wrong ones
                if (!part.finish(target)) {
                    throw new ModelException(
                            "%s: expected the digest %s, found another twice; the hub or the connection damages it"
                                    .formatted(file.path(), file.digest()));
                }
            }
        }
    }

    private void fill(PartFile part) {
        Patience patience = attempts.patience();
        while (!part.complete()) {
            long before = part.size();
            Optional<HttpResponse<Long>> answer = attempts.once(uri, range(part), info -> accept(part, info), patience);
            if (answer.isEmpty() && part.size() > before) {
                patience.progressed();
            }
            if (answer.isPresent() && !part.complete()) {
                part.restart();
                patience.failed(
                        file.path(),
                        "status %d without all bytes".formatted(answer.get().statusCode()),
                        Optional.empty());
            }
        }
    }

    private Map<String, String> range(PartFile part) {
        Map<String, String> headers = new HashMap<>();
        if (part.size() > 0) {
            headers.put("Range", "bytes=%d-".formatted(part.size()));
            tag.ifPresent(known -> headers.put("If-Range", known));
        }
        return headers;
    }

    private ByteTarget accept(PartFile part, HttpResponse.ResponseInfo info) {
        boolean continues = info.statusCode() == 206
                && info.headers()
                        .firstValue("Content-Range")
                        .filter(range -> range.startsWith("bytes %d-".formatted(part.size())))
                        .isPresent();
        if (info.statusCode() == 206 && !continues) {
            throw new ModelException("%s: expected the bytes from %d on, found %s"
                    .formatted(
                            file.path(),
                            part.size(),
                            info.headers().firstValue("Content-Range").orElse("no range")));
        }
        if (!continues && part.size() > 0) {
            part.restart();
        }
        tag = info.headers().firstValue("ETag").filter(name -> name.startsWith("\""));
        return part.writer();
    }
}
