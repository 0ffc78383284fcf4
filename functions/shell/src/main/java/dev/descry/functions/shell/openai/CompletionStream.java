package dev.descry.functions.shell.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.expert.Cancellation;
import io.quarkus.logging.Log;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A completion as server-sent events. Nothing is written before there is something to say, so that what fails until then
 * is answered with its status; what fails later is the last event.
 */
final class CompletionStream implements StreamingOutput {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Completion completion;
    private final Talk talk;
    private final boolean usage;
    private final Cancellation cancellation;
    private boolean begun;

    CompletionStream(Completion completion, Talk talk, boolean usage, Cancellation cancellation) {
        this.completion = completion;
        this.talk = talk;
        this.usage = usage;
        this.cancellation = cancellation;
    }

    @Override
    public void write(OutputStream out) throws IOException {
        try {
            Reply reply = talk.reply(text -> said(out, text), cancellation);
            begin(out);
            send(out, completion.end(reply));
            if (usage) {
                send(out, completion.usageChunk(reply));
            }
            write(out, "data: [DONE]\n\n");
        } catch (UncheckedIOException e) {
            cancellation.cancel(); // the client is gone
        } catch (RuntimeException e) {
            if (cancellation.cancelled()) {
                return; // nobody is there to be told
            }
            OpenAiException fault = OpenAiException.of(e);
            if (!begun) {
                throw fault;
            }
            Log.warnf("chat: broken off, %s", fault.getMessage());
            write(out, "data: " + JSON.writeValueAsString(fault.body()) + "\n\n");
        }
    }

    private void said(OutputStream out, String text) {
        try {
            if (text.isEmpty()) {
                pulse(out);
            } else {
                begin(out);
                send(out, completion.piece(text));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("chat: expected a client, found it gone", e);
        }
    }

    /** Keeps the connection of an answer that takes long; a token without text is no reason to write. */
    private void pulse(OutputStream out) throws IOException {
        if (talk instanceof ChainTalk) {
            begin(out);
            write(out, ": working\n\n");
        }
    }

    private void begin(OutputStream out) throws IOException {
        if (!begun) {
            begun = true;
            send(out, completion.begin());
        }
    }

    private static void send(OutputStream out, ObjectNode chunk) throws IOException {
        write(out, "data: " + chunk + "\n\n");
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
