package dev.descry.model.hub;

import dev.descry.model.ModelException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Hands a body to a {@link ByteTarget} block by block, asking for the next when the last is written; counts bytes. */
final class Body implements HttpResponse.BodySubscriber<Long> {
    private final ByteTarget target;
    private final Runnable heard;
    private final CompletableFuture<Long> end = new CompletableFuture<>();
    private long count;
    private Flow.@Nullable Subscription subscription;

    /** @param heard called at every block, so that silence can be noticed */
    Body(ByteTarget target, Runnable heard) {
        this.target = target;
        this.heard = heard;
    }

    @Override
    public CompletionStage<Long> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription opened) {
        subscription = opened;
        opened.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> blocks) {
        Flow.Subscription opened = subscription;
        if (opened == null) {
            throw new IllegalStateException("body: expected a subscription before its first block, found none");
        }
        heard.run();
        try {
            for (ByteBuffer block : blocks) {
                count += block.remaining();
                target.write(block);
            }
            opened.request(1);
        } catch (ModelException | CancellationException e) {
            opened.cancel();
            end.completeExceptionally(e);
        }
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        end.complete(count);
    }
}
