package dev.descry.store;

/**
 * Against Azurite: {@code DESCRY_STORES_AZURE=az://container?endpoint=http://127.0.0.1:10000/devstoreaccount1}. OpenDAL signs no
 * addresses for Azure.
 */
class AzureStoreTest extends RealStoreContract {
    @Override
    protected String variable() {
        return "DESCRY_STORES_AZURE";
    }
}
