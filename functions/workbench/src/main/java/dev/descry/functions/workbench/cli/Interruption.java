package dev.descry.functions.workbench.cli;

import java.util.concurrent.CountDownLatch;

/** Work that Ctrl-C or a cluster stops but does not break off: the JVM waits for a hook, the hook for the work. */
final class Interruption {
    /** Something that takes long. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T run() throws E;
    }

    private Interruption() {}

    /**
     * Does the work.
     *
     * @param stop tells the work to end soon; called by another thread
     */
    static <T, E extends Exception> T stopping(Runnable stop, Work<T, E> work) throws E {
        CountDownLatch done = new CountDownLatch(1);
        Thread hook = new Thread(() -> {
            stop.run();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.run();
        } finally {
            done.countDown();
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is what stopped the work: nothing to take back.
        }
    }
}
