package dev.descry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.dataset.Existing;
import dev.descry.dataset.Sidecars;
import dev.descry.store.FakeObjectStore;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StoreImagesTest extends BatchFixture {
    @Test
    void imagesOfAStoreAreDescribedIntoAFolderInBothOrders() throws Exception {
        FakeObjectStore bucket = new FakeObjectStore();
        bucket.put("x/1.bmp", new byte[] {'B', 'M', 1});
        bucket.put("x/2.BMP", new byte[] {'B', 'M', 2});
        bucket.put("notes.txt", new byte[] {1});
        Batch batch = new Batch(
                new StoreImages(bucket, "s3://photos/"),
                Chain.of("a", "b"),
                Existing.SKIP,
                OptionalLong.empty(),
                2,
                false);

        for (Order order : Order.values()) {
            try (ChainRunner chains = chains(a, b)) {
                BatchReport report = new BatchRunner(
                                batch.in(order),
                                chains,
                                Sidecars.in(folder.resolve("out-" + order)),
                                folder.resolve(order + ".jsonl"))
                        .run(BatchListener.NONE);
                assertThat(report.progress().captioned()).isEqualTo(2);
            }
            assertThat(folder.resolve("out-" + order + "/x/1.txt")).hasContent("A picture of 1. Sure.\n");
        }
        assertThat(a.requests()).hasSize(2);
    }
}
