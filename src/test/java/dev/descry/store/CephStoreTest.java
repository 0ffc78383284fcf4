package dev.descry.store;

/** Against Ceph or any other S3 server: {@code DESCRY_STORES_S3=s3://bucket?endpoint=http://127.0.0.1:7480}. */
class CephStoreTest extends RealStoreContract {
    @Override
    protected String variable() {
        return "DESCRY_STORES_S3";
    }

    @Override
    protected boolean signs() {
        return OpenDalStore.signs();
    }
}
