package dev.descry.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFiles;
import dev.descry.dataset.Sidecars;
import dev.descry.expert.FakeExpert;
import dev.descry.expert.Request;
import dev.descry.store.CaptionStore;
import dev.descry.store.FakeObjectStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder of tiny images, two scripted experts and a store for tests of batches. */
abstract class BatchFixture {
    @TempDir
    Path folder = Path.of("");

    final FakeObjectStore objects = new FakeObjectStore();
    final FakeExpert a = FakeExpert.answering("a", request -> "A picture of " + number(request) + ".");
    final FakeExpert b =
            FakeExpert.answering("b", request -> request.prompt().previous().orElse("") + " Sure.");
    Path photos = Path.of("");

    @BeforeEach
    void makeFolder() throws Exception {
        photos = Files.createDirectory(folder.resolve("photos"));
    }

    BatchReport run(Batch batch) {
        return run(batch, Sidecars.beside(), a, b);
    }

    BatchReport run(Batch batch, Sidecars sidecars, FakeExpert... experts) {
        try (ChainRunner chains = chains(experts)) {
            return new BatchRunner(batch, chains, sidecars, folder.resolve("captions.jsonl")).run(BatchListener.NONE);
        }
    }

    ChainRunner chains(FakeExpert... experts) {
        return new ChainRunner(FakeExperts.of(experts), new CaptionStore(objects), 4);
    }

    Batch batch(Chain chain, Existing existing) {
        return new Batch(files(), chain, existing, OptionalLong.empty(), 4, false);
    }

    ImageFiles files() {
        return ImageFiles.of(List.of(photos.toString()), true);
    }

    void images(int... numbers) throws Exception {
        for (int number : numbers) {
            Files.write(photos.resolve(number + ".bmp"), new byte[] {'B', 'M', (byte) number});
        }
    }

    List<JsonNode> records() throws Exception {
        List<JsonNode> records = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("captions.jsonl"))) {
            records.add(new ObjectMapper().readTree(line));
        }
        return records;
    }

    static int number(Request request) {
        return request.image().bytes()[2];
    }
}
