package dev.descry.batch.cluster;

import dev.descry.event.broker.BrokerIngress;
import dev.descry.run.Routes;
import dev.descry.store.ObjectStore;
import dev.descry.store.Stores;
import java.net.URI;
import java.time.Duration;

/** The process that {@link ClusterBatchTest} kills: feeds the batch {@code b}. */
final class KilledFeeder {
    private KilledFeeder() {}

    /** Takes the addresses of the store and of the broker, and the backlog. */
    public static void main(String[] arguments) throws InterruptedException {
        try (Stores stores = new Stores(System.getenv())) {
            ObjectStore store = stores.at(arguments[0]);
            Pace pace = new Pace(500, Integer.parseInt(arguments[2]), Duration.ofMillis(10));
            new Feeder(store, Routes.BY_FAMILY, new BrokerIngress(URI.create(arguments[1])), pace)
                    .feed(new Submissions(store).find("b").orElseThrow(), fed -> true);
        }
    }
}
