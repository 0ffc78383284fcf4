package dev.descry.store;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;

/**
 * The contract on a server that somebody started, whose bucket the environment names. Without one it is skipped and says
 * so; with {@code DESCRY_STORES=required}, which the profile {@code stores} sets, that is a failure.
 */
abstract class RealStoreContract extends ObjectStoreContract {
    private final Stores stores = new Stores(System.getenv());
    private final String place = "contract-" + UUID.randomUUID();

    /** The variable that holds the store's address. */
    protected abstract String variable();

    @Override
    protected ObjectStore store() {
        String address = address().orElseThrow();
        int query = address.indexOf('?');
        return stores.at(
                query < 0
                        ? address + "/" + place
                        : address.substring(0, query) + "/" + place + address.substring(query));
    }

    @BeforeEach
    void requireServer() {
        if (address().isEmpty()) {
            String missing = getClass().getSimpleName() + " DID NOT RUN: expected an address in " + variable()
                    + ", found none; start the server and set it";
            if ("required".equals(System.getenv("DESCRY_STORES"))) {
                throw new IllegalStateException(missing);
            }
            System.getLogger("dev.descry.store").log(System.Logger.Level.WARNING, missing);
            Assumptions.abort(missing);
        }
    }

    @AfterEach
    void close() {
        if (address().isPresent()) {
            store().list("").toList().forEach(store()::delete);
        }
        stores.close();
    }

    private Optional<String> address() {
        return Optional.ofNullable(System.getenv(variable()));
    }
}
