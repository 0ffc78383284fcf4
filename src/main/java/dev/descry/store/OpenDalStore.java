package dev.descry.store;

import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.opendal.AsyncOperator;
import org.apache.opendal.Capability;
import org.apache.opendal.Metadata;
import org.apache.opendal.OpenDALException.Code;
import org.apache.opendal.Operator;
import org.apache.opendal.WriteOptions;

/**
 * A bucket, or a part of one, through Apache OpenDAL: S3 and what speaks it, Google Cloud Storage, Azure Blob, or memory.
 *
 * <p>OpenDAL's own threads find its classes only on the system class path, where no application server puts them, so it is
 * called on threads of the store; as many as requests may be open at once.
 */
public final class OpenDalStore implements ObjectStore {
    private static final System.Logger LOG = System.getLogger(OpenDalStore.class.getName());

    /** Whether the server keeps the promise of a conditional write: some take the condition and ignore it. */
    private enum Promise {
        UNTRIED,
        KEPT,
        BROKEN
    }

    private final Operator operator;
    private final AsyncOperator signer;
    private final ExecutorService threads;
    private final Answers answers;
    private final Capability able;
    private final AtomicReference<Promise> promise;
    private final ReentrantLock turn = new ReentrantLock();

    /**
     * A store on an operator that is closed with it.
     *
     * @param concurrent requests open at once
     */
    OpenDalStore(AsyncOperator operator, Answers answers, int concurrent) {
        this.operator = operator.blocking();
        this.signer = operator;
        this.threads = threads(concurrent);
        this.answers = answers;
        this.able = operator.info.fullCapability;
        this.promise = new AtomicReference<>(able.writeWithIfNotExists ? Promise.UNTRIED : Promise.BROKEN);
    }

    private static ExecutorService threads(int most) {
        ThreadFactory daemons = Thread.ofPlatform().daemon().name("store-", 0).factory();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private <T> CompletableFuture<T> ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, threads);
    }

    private CompletableFuture<Void> tell(Runnable wish) {
        return CompletableFuture.runAsync(wish, threads);
    }

    @Override
    public Optional<byte[]> get(String key) {
        String path = path(key);
        return answers.present("to read", key, ask(() -> operator.read(path)));
    }

    @Override
    public Optional<byte[]> get(String key, long offset, int length) {
        String path = path(key);
        long from = Keys.checkRange(offset, length);
        // Servers disagree about ranges that end behind the object: some cut them, some refuse, some say nothing.
        return stat(key).flatMap(there -> {
            long size = Math.clamp(there.size() - from, 0, length);
            return size == 0
                    ? Optional.of(new byte[0])
                    : answers.present("to read", key, ask(() -> operator.read(path, from, size)));
        });
    }

    @Override
    public Optional<ObjectStat> stat(String key) {
        String path = path(key);
        return answers.present("to look at", key, ask(() -> operator.stat(path)))
                .filter(Metadata::isFile)
                .map(OpenDalStore::stat);
    }

    private static ObjectStat stat(Metadata facts) {
        return new ObjectStat(
                facts.contentLength,
                Optional.ofNullable(facts.contentType),
                Optional.ofNullable(facts.etag),
                Optional.ofNullable(facts.version),
                Optional.ofNullable(facts.lastModified));
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) {
        String path = path(key);
        if (promise.get() == Promise.BROKEN) {
            return putLooking(key, bytes);
        }
        boolean written = putConditionally(key, path, bytes);
        if (written && promise.get() == Promise.UNTRIED) {
            tryPromise(key, path, bytes);
        }
        return written;
    }

    private boolean putConditionally(String key, String path, byte[] bytes) {
        WriteOptions absent = options(key).ifNotExists(true).build();
        return answers.unless(
                "to write",
                key,
                tell(() -> operator.write(path, bytes, absent)),
                Code.ConditionNotMatch,
                Code.AlreadyExists);
    }

    /** The first object written is written once more, with the same bytes: a server that lets that pass lets anything. */
    private void tryPromise(String key, String path, byte[] bytes) {
        boolean again = putConditionally(key, path, bytes);
        promise.set(again ? Promise.BROKEN : Promise.KEPT);
        if (again) {
            warn();
        }
    }

    /** Whole objects all the same, but only the writers of this process take turns: another may write in between. */
    private boolean putLooking(String key, byte[] bytes) {
        turn.lock();
        try {
            if (stat(key).isPresent()) {
                return false;
            }
            put(key, bytes);
            return true;
        } finally {
            turn.unlock();
        }
    }

    private void warn() {
        LOG.log(
                System.Logger.Level.WARNING,
                "store {0}: expected a server that honours If-None-Match: * on writes, found one that does not; looks"
                        + " before it writes instead, so that two processes may both write one key",
                answers.place());
    }

    @Override
    public void put(String key, byte[] bytes) {
        String path = path(key);
        WriteOptions options = options(key).build();
        answers.done("to write", key, tell(() -> operator.write(path, bytes, options)));
    }

    private WriteOptions.WriteOptionsBuilder options(String key) {
        WriteOptions.WriteOptionsBuilder options = WriteOptions.builder();
        String mediaType = URLConnection.guessContentTypeFromName(key);
        return able.writeWithContentType && mediaType != null ? options.contentType(mediaType) : options;
    }

    @Override
    public Stream<String> list(String prefix) {
        return Levels.keys(this::names, Keys.checkPrefix(prefix));
    }

    private Stream<String> names(String prefix) {
        return answers.present("to list", prefix, ask(() -> operator.list(prefix)))
                .map(entries -> entries.stream().map(entry -> entry.path))
                .orElseGet(Stream::empty);
    }

    /** Servers do not say whether something was there, so this asks first. */
    @Override
    public boolean delete(String key) {
        String path = path(key);
        if (stat(key).isEmpty()) {
            return false;
        }
        answers.done("to delete", key, tell(() -> operator.delete(path)));
        return true;
    }

    /**
     * Signing is left to a thread of OpenDAL, so that it needs OpenDAL on the system class path. Google's are not given out:
     * OpenDAL 0.48.2 does not escape the key in them.
     */
    @Override
    public Optional<URI> presign(String key, Duration valid) {
        String path = path(key);
        if (!able.presignRead || !signs() || operator.info.scheme.equals("gcs")) {
            return Optional.empty();
        }
        return answers.present("to sign an address for", key, signer.presignRead(path, valid))
                .map(request -> URI.create(request.getUri()));
    }

    static boolean signs() {
        return AsyncOperator.class.getClassLoader() == ClassLoader.getSystemClassLoader();
    }

    /** OpenDAL cuts white space off both ends, so that such a key would be another one. */
    private static String path(String key) {
        Keys.check(key);
        if (!key.strip().equals(key)) {
            throw new IllegalArgumentException(
                    "key: expected a name without white space at its ends, found '" + key + "'");
        }
        return key;
    }

    @Override
    public void close() {
        threads.close();
        operator.close();
        signer.close();
    }
}
