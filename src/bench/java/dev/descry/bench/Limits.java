package dev.descry.bench;

import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.SessionSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the machine can do at the moment, each figure the best of several rounds.
 *
 * @param threads that worked at the same time
 * @param readGigabytes memory read, in 10^9 bytes a second
 * @param floatGigaflops 32-bit products and sums, in 10^9 a second; one product and one sum count as two
 * @param byteGigaops the same of 8-bit numbers
 */
record Limits(int threads, double readGigabytes, double floatGigaflops, double byteGigaops) {
    private static final int ROUNDS = 12;

    /** Bytes read in a round: far more than any cache holds. */
    private static final long READ = 1L << 30;

    private static final int SIDE = 1024;

    /** Rows, columns and depth of the product that reads a matrix once. */
    private static final int WIDE = 8192;

    /** Measures; arguments: {@code threads=2}. */
    public static void main(String[] args) {
        Limits limits = measure(Options.of(args).number("threads", 2));
        System.out.println(limits.line());
    }

    /** Takes some seconds and a gigabyte. */
    static Limits measure(int threads) {
        double read = Math.max(readByJava(threads), readByProduct(threads));
        double flops = 2.0 * SIDE * SIDE * SIDE / 1e9;
        return new Limits(
                threads,
                read,
                flops / product(ProductModel.floats(SIDE, SIDE), ElementType.FLOAT, SIDE, SIDE, threads),
                flops / product(ProductModel.bytes(SIDE, SIDE), ElementType.UINT8, SIDE, SIDE, threads));
    }

    /** The better of each figure: what the machine can do, whoever else was busy at one of the two moments. */
    Limits orBetter(Limits other) {
        return new Limits(
                threads,
                Math.max(readGigabytes, other.readGigabytes),
                Math.max(floatGigaflops, other.floatGigaflops),
                Math.max(byteGigaops, other.byteGigaops));
    }

    /** One line for people. */
    String line() {
        return "limits with %d threads: read %.1f GB/s, float32 %.0f GFLOP/s, int8 %.0f GOP/s"
                .formatted(threads, readGigabytes, floatGigaflops, byteGigaops);
    }

    private static double readByJava(int threads) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(READ, 64).fill((byte) 1);
            long part = READ / threads / 64 * 64;
            double[] seconds = new double[ROUNDS];
            for (int round = 0; round < ROUNDS; round++) {
                long start = System.nanoTime();
                long sum = IntStream.range(0, threads)
                        .mapToObj(i -> memory.asSlice(i * part, part))
                        .map(slice -> new Reader(slice).startNow())
                        .toList()
                        .stream()
                        .mapToLong(Reader::await)
                        .sum();
                seconds[round] = (System.nanoTime() - start) / 1e9;
                if (sum == 0) {
                    throw new IllegalStateException("memory: expected a sum, found 0");
                }
            }
            return part * threads / 1e9 / Medians.least(seconds);
        }
    }

    /** Adds up a stretch of memory on a thread of its own. */
    private static final class Reader extends Thread {
        private final MemorySegment memory;
        private long sum;

        Reader(MemorySegment memory) {
            this.memory = memory;
        }

        Reader startNow() {
            start();
            return this;
        }

        long await() {
            try {
                join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("benchmark: expected to go on, found it interrupted", e);
            }
            return sum;
        }

        @Override
        public void run() {
            long first = 0;
            long second = 0;
            long third = 0;
            long fourth = 0;
            int count = (int) (memory.byteSize() / Long.BYTES) / 4;
            for (int i = 0; i < count; i++) {
                first += memory.getAtIndex(ValueLayout.JAVA_LONG, 4L * i);
                second += memory.getAtIndex(ValueLayout.JAVA_LONG, 4L * i + 1);
                third += memory.getAtIndex(ValueLayout.JAVA_LONG, 4L * i + 2);
                fourth += memory.getAtIndex(ValueLayout.JAVA_LONG, 4L * i + 3);
            }
            sum = first + second + third + fourth;
        }
    }

    /** A product of one row reads its matrix once and does little else. */
    private static double readByProduct(int threads) {
        byte[] model = ProductModel.floats(WIDE / 4, WIDE);
        double seconds = product(model, ElementType.FLOAT, 1, WIDE / 4, threads);
        return (double) WIDE / 4 * WIDE * Float.BYTES / 1e9 / seconds;
    }

    /** Seconds of the fastest run. */
    private static double product(byte[] model, ElementType type, int rows, int inner, int threads) {
        try (OrtSession session = OrtSession.open(model, SessionSettings.cpu(threads));
                OrtTensor x = OrtTensor.allocate(type, rows, inner);
                OrtBinding binding = session.bind()) {
            x.segment().fill((byte) 1);
            int columns = session.outputs().getFirst().shape().get(1).intValue();
            ElementType sums = session.outputs().getFirst().type();
            try (OrtTensor y = OrtTensor.allocate(sums, rows, columns)) {
                binding.bindInput("x", x).bindOutput("y", y);
                double[] seconds = new double[4 * ROUNDS];
                Arrays.setAll(seconds, round -> {
                    long start = System.nanoTime();
                    session.run(binding);
                    return (System.nanoTime() - start) / 1e9;
                });
                return Medians.least(seconds);
            }
        }
    }
}
