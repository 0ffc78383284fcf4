package dev.descry.model.hub;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has come of a download, kept beside the files: which digest each finished file had, so that it is not read
 * again, and whether all have come, so that the next run need not ask the hub.
 */
record Receipt(String repository, String revision, String commit, Map<String, String> digests, boolean complete) {
    private static final String FILE = ".descry-download.json";

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    Receipt {
        digests = Collections.unmodifiableMap(new TreeMap<>(digests));
    }

    /** What the folder holds, or an empty receipt where there is none, a damaged one, or one of another download. */
    static Receipt read(Path folder, String repository, String revision) {
        Receipt none = new Receipt(repository, revision, "", Map.of(), false);
        try {
            Receipt found = JSON.readValue(Files.readAllBytes(folder.resolve(FILE)), Receipt.class);
            return found.repository.equals(repository) && found.revision.equals(revision) ? found : none;
        } catch (IOException _) {
            return none;
        }
    }

    /** Whether every file came and is still there. */
    boolean isComplete(Path folder) {
        return complete && digests.keySet().stream().allMatch(path -> Files.isRegularFile(folder.resolve(path)));
    }

    /** Whether this very content came and is still there. */
    boolean has(HubFile file, Path folder) throws IOException {
        Path path = folder.resolve(file.path());
        return file.digest().equals(digests.get(file.path()))
                && Files.isRegularFile(path)
                && Files.size(path) == file.size();
    }

    Receipt with(HubFile file) {
        Map<String, String> more = new TreeMap<>(digests);
        more.put(file.path(), file.digest());
        return new Receipt(repository, revision, commit, more, false);
    }

    Receipt completed(String asOf) {
        return new Receipt(repository, revision, asOf, digests, true);
    }

    void write(Path folder) throws IOException {
        Files.write(folder.resolve(FILE), JSON.writeValueAsBytes(this));
    }
}
