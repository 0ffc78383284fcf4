package dev.descry.store;

class FakeObjectStoreTest extends ObjectStoreContract {
    private final ObjectStore store = new FakeObjectStore();

    @Override
    protected ObjectStore store() {
        return store;
    }
}
