package dev.descry.store;

import dev.descry.image.ImageRef;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.opendal.AsyncOperator;
import org.apache.opendal.OpenDALException;
import org.apache.opendal.layer.RetryLayer;

/**
 * Opens object stores by address and keeps them open: a folder's path, {@code file:///folder},
 * {@code s3://bucket/prefix}, {@code gs://bucket/prefix}, {@code az://container/prefix} or {@code memory://name}.
 * {@code ?endpoint=https://host&region=name} names a server that is not the provider's own.
 *
 * <p>Credentials come from the environment only: {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and
 * {@code AWS_SESSION_TOKEN}; {@code GOOGLE_APPLICATION_CREDENTIALS}; {@code AZURE_STORAGE_ACCOUNT} with
 * {@code AZURE_STORAGE_KEY} or {@code AZURE_STORAGE_SAS_TOKEN}; or what the machine's own identity gives.
 */
public final class Stores implements AutoCloseable {
    /** Requests open at once per store. */
    private static final int CONCURRENT = 64;

    private final Map<String, String> environment;
    private final Map<StoreAddress, ObjectStore> open = new ConcurrentHashMap<>();

    public Stores(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /**
     * The store at an address, the same object for the same address.
     *
     * @throws IllegalArgumentException when the address is none or something is missing to use it
     */
    public ObjectStore at(String address) {
        return open.computeIfAbsent(StoreAddress.parse(address), this::open);
    }

    /** The image under a key of the store at an address, told by its bucket. */
    public static ImageRef reference(String address, String key) {
        StoreAddress there = StoreAddress.parse(address);
        String whole = there.prefix().isEmpty() ? key : there.prefix() + "/" + key;
        return new ImageRef(there.scheme(), there.bucket(), whole, Optional.empty());
    }

    /** The bucket an image lies in; its key is the key there. */
    public ObjectStore holding(ImageRef image) {
        return at(image.store() + "://" + image.bucket());
    }

    private ObjectStore open(StoreAddress address) {
        if (address.scheme().equals("file")) {
            return FolderStore.open(Path.of(address.bucket()));
        }
        OpenDalSettings settings = OpenDalSettings.of(address, environment);
        Answers answers = new Answers(address.toString(), settings.secrets());
        try {
            AsyncOperator operator = repeating(AsyncOperator.of(settings.service(), settings.values()));
            return new OpenDalStore(operator, answers, CONCURRENT);
        } catch (OpenDALException e) {
            throw answers.refusal(e);
        }
    }

    private static AsyncOperator repeating(AsyncOperator bare) {
        RetryLayer retry = RetryLayer.builder()
                .maxTimes(3)
                .minDelay(Duration.ofMillis(100))
                .maxDelay(Duration.ofSeconds(5))
                .factor(2)
                .jitter(true)
                .build();
        try (bare) {
            return bare.layer(retry);
        }
    }

    @Override
    public void close() {
        open.values().forEach(ObjectStore::close);
        open.clear();
    }
}
