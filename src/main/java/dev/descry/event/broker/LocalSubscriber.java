package dev.descry.event.broker;

import dev.descry.event.EventCodec;
import dev.descry.event.NamedFunction;
import io.cloudevents.CloudEvent;

/** A function in this process, answering as it would over HTTP. */
public final class LocalSubscriber implements Subscriber {
    private final NamedFunction function;

    public LocalSubscriber(NamedFunction function) {
        this.function = function;
    }

    @Override
    public Answer take(CloudEvent event) {
        try {
            return function.answer(EventCodec.envelope(event))
                    .map(reply -> Answer.reply(EventCodec.write(reply)))
                    .orElse(Answer.NOTHING);
        } catch (IllegalArgumentException e) {
            return Answer.refused(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            // As over HTTP, where whatever a function throws is a 500 and told again.
            return Answer.refused(500, String.valueOf(e.getMessage()));
        }
    }
}
