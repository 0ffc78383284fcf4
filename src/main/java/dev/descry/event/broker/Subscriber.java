package dev.descry.event.broker;

import io.cloudevents.CloudEvent;

/** Takes events from a broker. Called by several threads; may block. */
@FunctionalInterface
public interface Subscriber {
    /**
     * Takes one event.
     *
     * @throws java.io.IOException when nobody is there
     * @throws Exception of any other kind counts as the status 500
     */
    Answer take(CloudEvent event) throws Exception;
}
