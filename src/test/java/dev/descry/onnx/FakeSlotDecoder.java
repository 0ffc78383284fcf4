package dev.descry.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A language model whose next token depends on every token its slot holds, so that a slot mixed up writes other text. */
final class FakeSlotDecoder implements SlotDecoder {
    static final int VOCABULARY = 50;

    final AtomicInteger tokensRead = new AtomicInteger();
    final List<Integer> rowsOfSteps = new ArrayList<>();
    private final List<List<Integer>> slots = new ArrayList<>();
    private final int longest;
    private final List<Integer> rows = new ArrayList<>();
    private int capacity;
    volatile boolean closed;
    volatile Runnable beforeRead = () -> {};

    FakeSlotDecoder(int slots, int longest) {
        this.longest = longest;
        for (int slot = 0; slot < slots; slot++) {
            this.slots.add(new ArrayList<>());
        }
    }

    /** What this model answers to the prompt when it is alone. */
    static List<Integer> answer(int[] prompt, int maxNewTokens, int stop) {
        List<Integer> content = new ArrayList<>(Arrays.stream(prompt).boxed().toList());
        List<Integer> answer = new ArrayList<>();
        while (answer.size() < maxNewTokens && !answer.contains(stop)) {
            answer.add(next(content));
            content.add(answer.getLast());
        }
        return answer;
    }

    private static int next(List<Integer> content) {
        return Math.floorMod(content.hashCode() * 31, VOCABULARY);
    }

    @Override
    public int slots() {
        return slots.size();
    }

    @Override
    public int longest() {
        return longest;
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public void grow(int tokens) {
        capacity = tokens;
        slots.forEach(List::clear);
    }

    @Override
    public int vocabulary() {
        return VOCABULARY;
    }

    @Override
    public void read(Sequence sequence, int end) {
        sequence.generation().stop().during(() -> {}, () -> {
            beforeRead.run();
            List<Integer> slot = slots.get(sequence.slot());
            slot.subList(sequence.held(), slot.size()).clear();
            for (int token = sequence.held(); token < end; token++) {
                put(sequence.slot(), sequence.request().prompt()[token]);
            }
            tokensRead.addAndGet(end - sequence.held());
            rows.clear();
            rows.add(sequence.slot());
        });
    }

    @Override
    public void step(List<Branch> branches) {
        rows.clear();
        rowsOfSteps.add(branches.size());
        for (Branch branch : branches) {
            put(branch.slot(), branch.token());
            rows.add(branch.slot());
        }
    }

    @Override
    public void copy(int from, int to, int tokens) {
        List<Integer> content = slots.get(from).subList(0, tokens);
        slots.set(to, new ArrayList<>(content));
    }

    private void put(int number, int token) {
        List<Integer> slot = slots.get(number);
        if (slot.size() >= capacity) {
            throw new IllegalStateException("slot: expected room, found " + slot.size() + " of " + capacity);
        }
        slot.add(token);
    }

    @Override
    public void logits(int row, float[] target) {
        Arrays.fill(target, 0);
        target[next(slots.get(rows.get(row)))] = 1;
    }

    @Override
    public void close() {
        closed = true;
    }
}
