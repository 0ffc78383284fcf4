package dev.descry.model.graph;

/** A tensor inside a graph, by name: a graph input, a constant, a weight or what an operator puts out. */
record Value(String name) {
    /** Stands for an optional input that is left out. */
    static final Value ABSENT = new Value("");

    boolean isAbsent() {
        return name.isEmpty();
    }
}
