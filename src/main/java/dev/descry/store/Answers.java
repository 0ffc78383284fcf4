package dev.descry.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.opendal.OpenDALException;
import org.apache.opendal.OpenDALException.Code;

/**
 * Waits for what OpenDAL answers and says what went wrong in words of our own: its messages quote request addresses, which
 * carry signatures and access tokens, so that neither they nor the exception itself go any further.
 */
record Answers(String place, Collection<String> secrets) {
    /** OpenDAL sets no limit to a request; repeating included, a store that takes longer is out of order. */
    private static final long SECONDS = 120;
    /** What follows the question mark of an address. */
    private static final String QUERY = "\\?[^\\s\"',)}]+";

    private static final int LONGEST = 300;
    private static final Set<Code> ABSENT = Set.of(Code.NotFound, Code.IsADirectory, Code.NotADirectory);

    /** The answer; empty when nothing is there. */
    <T> Optional<T> present(String wish, String key, CompletableFuture<T> answer) {
        try {
            return Optional.of(await(wish, key, answer));
        } catch (OpenDALException e) {
            if (ABSENT.contains(e.getCode()) && !noBucket(e)) {
                return Optional.empty();
            }
            throw fault(wish, key, e);
        }
    }

    /** A bucket that is not there is no empty bucket; a question without a body for an answer cannot tell. */
    private static boolean noBucket(OpenDALException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("NoSuchBucket") || message.contains("ContainerNotFound");
    }

    void done(String wish, String key, CompletableFuture<Void> answer) {
        try {
            await(wish, key, answer.thenApply(nothing -> true));
        } catch (OpenDALException e) {
            throw fault(wish, key, e);
        }
    }

    /** True when it was done, false when it failed with one of these codes. */
    boolean unless(String wish, String key, CompletableFuture<Void> answer, Code... codes) {
        try {
            await(wish, key, answer.thenApply(nothing -> true));
            return true;
        } catch (OpenDALException e) {
            if (List.of(codes).contains(e.getCode())) {
                return false;
            }
            throw fault(wish, key, e);
        }
    }

    private <T> T await(String wish, String key, CompletableFuture<T> answer) {
        try {
            return answer.orTimeout(SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof OpenDALException fault) {
                throw fault;
            }
            if (e.getCause() instanceof TimeoutException) {
                throw unreachable(wish, key, "no answer within " + SECONDS + " s");
            }
            throw unreachable(wish, key, String.valueOf(e.getCause()));
        }
    }

    /** What is wrong with the settings of a store that cannot be opened. */
    IllegalArgumentException refusal(OpenDALException fault) {
        return new IllegalArgumentException("store %s: expected an address and an environment to open it with, found %s"
                .formatted(place, plain(String.valueOf(fault.getMessage()))));
    }

    private UncheckedIOException fault(String wish, String key, OpenDALException fault) {
        return unreachable(wish, key, fault.getCode() + " (" + plain(String.valueOf(fault.getMessage())) + ")");
    }

    /** The message on one line, shortened, without the queries of addresses and without any secret. */
    private String plain(String message) {
        String plain = message.replaceAll(QUERY, "?…").replaceAll("\\s+", " ").strip();
        for (String secret : secrets) {
            plain = plain.replace(secret, "…");
        }
        return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
    }

    private UncheckedIOException unreachable(String wish, String key, String found) {
        String what = "store: expected %s '%s' in %s, found %s; check address, credentials and rights"
                .formatted(wish, key, place, found);
        return new UncheckedIOException(what, new IOException(found));
    }
}
