package dev.descry.model.graph;

import java.util.List;

/** How linear layers are written into a graph: which numbers their weights become and which operators multiply. */
interface Linear {
    /** Applies several layers to the same x [.., in]; gives one [.., out] each. */
    List<Value> apply(GraphBuilder graph, Value x, List<LinearLayer> layers);

    /** Applies one layer. */
    default Value apply(GraphBuilder graph, Value x, LinearLayer layer) {
        return apply(graph, x, List.of(layer)).getFirst();
    }
}
