package dev.descry.model.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Progress;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HubTest {
    private final FakeHub hub = new FakeHub();
    private final Path folder;

    HubTest(@TempDir Path temp) {
        this.folder = temp.resolve("checkpoint");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void neededFilesComeAndNoOthers() throws IOException {
        List<Progress> heard = new CopyOnWriteArrayList<>();
        assertThat(fetch(heard::add)).isEqualTo(FakeHub.COMMIT);
        assertThat(names())
                .containsExactly(
                        ".descry-download.json",
                        "config.json",
                        "model.safetensors",
                        "preprocessor_config.json",
                        "tokenizer.json");
        assertThat(folder.resolve("model.safetensors")).hasBinaryContent(hub.files.get("model.safetensors"));
        assertThat(heard.getLast().done()).isEqualTo(heard.getLast().total()).isEqualTo(300_044);
        assertThat(hub.pathsAsked()).filteredOn(path -> path.contains("/tree/")).hasSize(3);
    }

    @Test
    void completeDownloadNeedsNoNetwork() {
        fetch(Watch.NONE);
        hub.close();
        assertThat(fetch(Watch.NONE)).isEqualTo(FakeHub.COMMIT);
    }

    @Test
    void missingFileOfACompleteDownloadComesAgainAlone() throws IOException {
        fetch(Watch.NONE);
        Files.delete(folder.resolve("tokenizer.json"));
        hub.requests.clear();
        fetch(Watch.NONE);
        assertThat(hub.pathsAsked())
                .filteredOn(path -> path.contains("/resolve/"))
                .singleElement()
                .asString()
                .endsWith("tokenizer.json");
    }

    @Test
    void updatedRepositoryReplacesWhatChangedEvenAtTheSameSize() throws IOException {
        fetch(Watch.NONE);
        Files.delete(folder.resolve("tokenizer.json"));
        hub.commit = "f".repeat(40);
        hub.files.put("config.json", "{\"model_type\":\"QWEN2_VL\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(fetch(Watch.NONE)).isEqualTo(hub.commit);
        assertThat(folder.resolve("config.json")).hasContent("{\"model_type\":\"QWEN2_VL\"}");
    }

    @Test
    void shardsAndTheirIndexAreFetched() throws IOException {
        hub.files.remove("model.safetensors");
        hub.files.put("model-00001-of-00002.safetensors", FakeHub.bytes(999));
        hub.files.put("model-00002-of-00002.safetensors", FakeHub.bytes(888));
        hub.files.put("model.safetensors.index.json", FakeHub.bytes(33));
        fetch(Watch.NONE);
        assertThat(names())
                .contains(
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json");
    }

    @Test
    void filesOfTorchAreFetchedOnlyWhereThereIsNothingBetter() throws IOException {
        hub.files.remove("model.safetensors");
        hub.files.put("open_clip_pytorch_model.bin", FakeHub.bytes(999));
        fetch(Watch.NONE);
        assertThat(names()).contains("pytorch_model.bin").doesNotContain("open_clip_pytorch_model.bin");
    }

    @Test
    void repositoryWithoutWeightsOrSettingsSaysWhatIsMissing() {
        hub.files.remove("model.safetensors");
        hub.files.remove("pytorch_model.bin");
        assertRefused(
                "Qwen/Test: expected weights in model.safetensors, pytorch_model.bin or parts of them, found none");
        hub.files.remove("tokenizer.json");
        assertRefused(
                "expected the files [config.json, tokenizer.json], found [config.json, preprocessor_config.json]");
    }

    @Test
    void listingThatLeavesTheFolderIsRefused() {
        for (String path :
                List.of("../x", "/etc/x", "a/../../x", "a\\\\..\\\\x", "C:x", "a//b", "./x", "", "a\\u0000b")) {
            hub.listedInstead =
                    "[{\"type\":\"file\",\"oid\":\"%s\",\"size\":1,\"path\":\"%s\"}]".formatted("0".repeat(40), path);
            assertRefused("hub listing: expected paths inside the repository, found");
        }
    }

    @Test
    void listingWithoutDigestsOrSizesIsRefused() {
        hub.listedInstead = "[{\"type\":\"file\",\"oid\":\"12\",\"size\":1,\"path\":\"x\"}]";
        assertRefused("hub listing: x: expected a size and a digest, found 1 and 12");
        hub.listedInstead = "[{\"type\":\"file\",\"oid\":\"%s\",\"path\":\"x\"}]".formatted("0".repeat(40));
        assertRefused("hub listing: x: expected a size and a digest, found -1");
        hub.listedInstead = "{\"error\":\"no\"}";
        assertRefused("hub listing: expected a list, found OBJECT");
    }

    @Test
    void fullDiskIsNoticedBeforeTheDownload() {
        hub.listedInstead = Stream.of("config.json", "tokenizer.json", "preprocessor_config.json", "model.safetensors")
                .map(path -> "{\"type\":\"file\",\"oid\":\"%s\",\"size\":%d,\"path\":\"%s\"}"
                        .formatted("0".repeat(40), 1L << 60, path))
                .collect(Collectors.joining(",", "[", "]"));
        assertRefused("expected 4611686018.4 GB of free disk space, found");
        hub.listedInstead = hub.listedInstead.replace("1152921504606846976", "9223372036854775807");
        assertRefused("expected fewer than 2^63 bytes in all");
        assertThat(hub.pathsAsked()).noneMatch(path -> path.contains("/resolve/"));
    }

    @Test
    void tokenGoesToTheHubAndNeverToTheHostOfTheBytes() {
        new Hub(hub.settings(Optional.of("secret"))).fetch(FakeHub.REPOSITORY, "main", folder, Watch.NONE);
        assertThat(hub.requests).extracting(FakeHub.Request::server).contains("hub", "store");
        assertThat(hub.requests).allSatisfy(request -> assertThat(request.token())
                .isEqualTo(request.server().equals("hub") ? Optional.of("Bearer secret") : Optional.empty()));
    }

    @Test
    void malformedRepositoryNameIsNotAsked() {
        for (String name : List.of("Qwen", "../x", "a/b/c", "a/..", "Qwen/x?y", "")) {
            assertThatThrownBy(() -> hub.open().fetch(name, "main", folder, Watch.NONE))
                    .isInstanceOf(ModelException.class)
                    .hasMessageStartingWith("hub: expected a repository such as");
        }
        assertThat(hub.requests).isEmpty();
    }

    @Test
    void folderThatCannotBeWrittenIsNamed() throws IOException {
        Files.writeString(folder, "a file where the folder should be");
        assertRefused(folder + ": expected to write it, found");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> fetch(Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private String fetch(Watch watch) {
        return hub.open().fetch(FakeHub.REPOSITORY, "main", folder, watch);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
