package dev.descry.store;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;

class MemoryStoreTest extends ObjectStoreContract {
    private final Stores stores = new Stores(Map.of());

    @Override
    protected ObjectStore store() {
        return stores.at("memory://test");
    }

    @AfterEach
    void close() {
        stores.close();
    }
}
