package dev.descry.functions.chat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Everything that is logged, with the stack traces. */
final class Written extends Handler {
    private final StringWriter text = new StringWriter();

    String text() {
        return text.toString();
    }

    @Override
    public synchronized void publish(LogRecord record) {
        text.append(new SimpleFormatter().format(record)).append('\n');
        if (record.getThrown() != null) {
            record.getThrown().printStackTrace(new PrintWriter(text, true));
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
