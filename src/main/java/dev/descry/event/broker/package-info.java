/** A broker in memory with the rules of Knative's Kafka broker, so that one process runs what a cluster runs. */
@NullMarked
package dev.descry.event.broker;

import org.jspecify.annotations.NullMarked;
