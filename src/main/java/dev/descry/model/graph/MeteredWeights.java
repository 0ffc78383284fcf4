package dev.descry.model.graph;

import dev.descry.model.Meter;
import dev.descry.model.Watch;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.util.HashSet;
import java.util.Set;

/** The weights of a checkpoint, telling a watch which one is asked for and how many bytes of all went before. */
final class MeteredWeights implements Weights {
    private final Weights weights;
    private final Meter meter;
    private final Set<String> counted = new HashSet<>();

    MeteredWeights(Weights weights, Watch watch) {
        this.weights = weights;
        long total = 0;
        for (String name : weights.names()) {
            total += weights.get(name).data().byteSize();
        }
        this.meter = new Meter(watch, total);
    }

    @Override
    public Set<String> names() {
        return weights.names();
    }

    @Override
    public Weight get(String name) {
        Weight weight = weights.get(name);
        meter.add(name, counted.add(name) ? weight.data().byteSize() : 0);
        return weight;
    }

    /** Counts the weights that no graph uses, such as an output layer stored beside the table it is tied to. */
    void finish() {
        names().forEach(this::get);
    }

    @Override
    public void close() {
        weights.close();
    }
}
