package dev.descry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.dataset.Existing;
import dev.descry.dataset.Sidecars;
import dev.descry.store.FakeObjectStore;
import dev.descry.store.ObjectStore;
import dev.descry.store.S3Server;
import dev.descry.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void anS3ServerGivesItsImagesOneByOneAndABrokenOneFailsAlone() throws Exception {
        try (S3Server server = S3Server.start();
                Stores stores = new Stores(server.environment())) {
            server.bucket("photos");
            ObjectStore bucket = stores.at("s3://photos/trip");
            bucket.put("day 1/\u00fcber.bmp", new byte[] {'B', 'M', 1});
            bucket.put("day 1/2.bmp", new byte[] {'B', 'M', 2});
            bucket.put("broken.bmp", new byte[] {'?'});
            bucket.put("notes.txt", new byte[] {1});
            Batch batch = new Batch(
                    new StoreImages(bucket, "s3://photos/trip"),
                    Chain.of("a", "b"),
                    Existing.SKIP,
                    OptionalLong.empty(),
                    2,
                    false);
            Path records = folder.resolve("s3.jsonl");

            BatchReport first = run(batch.in(Order.BY_IMAGE), records);
            bucket.delete("day 1/2.bmp");
            BatchReport second = run(batch.in(Order.BY_STEP), records);

            assertThat(first.progress().captioned()).isEqualTo(2);
            assertThat(first.progress().failed()).isEqualTo(1);
            assertThat(second.progress().done()).isEqualTo(2);
            assertThat(second.progress().skipped()).isEqualTo(1);
            assertThat(folder.resolve("out/day 1/\u00fcber.txt")).hasContent("A picture of 1. Sure.\n");
            assertThat(Files.readString(records)).contains("s3://photos/trip/day 1/\u00fcber.bmp");
        }
    }

    private BatchReport run(Batch batch, Path records) {
        try (ChainRunner chains = chains(a, b)) {
            return new BatchRunner(batch, chains, Sidecars.in(folder.resolve("out")), records).run(BatchListener.NONE);
        }
    }
}
