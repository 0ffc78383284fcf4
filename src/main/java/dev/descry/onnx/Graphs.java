package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.model.config.DecoderSizes;
import dev.descry.model.packages.ModelPackage;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtException;
import dev.descry.ort.OrtSession;
import dev.descry.ort.SessionSettings;
import dev.descry.ort.TensorSignature;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * The opened graphs of a package that looks and writes, each with the signature its place asks for.
 *
 * @param encoders the one graph that makes keys and values of cross attention; empty where the decoder has none
 */
record Graphs(OrtSession vision, OrtSession embedTokens, List<OrtSession> encoders, OrtSession decoder)
        implements AutoCloseable {
    private static final String VISION = "vision_encoder";
    private static final String EMBED_TOKENS = "embed_tokens";
    private static final String ENCODER = "encoder_model";
    private static final String DECODER = "decoder_model_merged";

    /**
     * Opens all.
     *
     * @throws ModelException when a graph cannot be opened or has another signature
     */
    static Graphs open(ModelPackage files, DecoderSizes sizes, SignatureCheck vision, SessionSettings settings) {
        Deque<OrtSession> open = new ArrayDeque<>();
        try {
            open.add(open(files.graph(EMBED_TOKENS), embedSignature(sizes), SessionSettings.cpu(1)));
            // A vision encoder works in few large operators: its threads need not spin, and must not beside a decoder.
            open.add(open(files.graph(VISION), vision, settings.spinning(false)));
            if (sizes.cross().isPresent()) {
                open.add(open(files.graph(ENCODER), DecoderNames.encoderSignature(sizes), settings.spinning(false)));
            }
            open.add(open(files.graph(DECODER), DecoderNames.signature(sizes), settings));
        } catch (ModelException e) {
            open.forEach(OrtSession::close);
            throw e;
        }
        OrtSession embed = open.removeFirst();
        OrtSession seeing = open.removeFirst();
        OrtSession decoder = open.removeLast();
        return new Graphs(seeing, embed, List.copyOf(open), decoder);
    }

    private static OrtSession open(Path graph, SignatureCheck expected, SessionSettings settings) {
        return open(graph, settings, _ -> expected);
    }

    /** Opens a graph and holds it against what is expected of one with its inputs. */
    static OrtSession open(Path graph, SessionSettings settings, Function<OrtSession, SignatureCheck> expected) {
        OrtSession session;
        try {
            session = OrtSession.open(graph, settings);
        } catch (OrtException e) {
            throw new ModelException(
                    "%s: expected a graph ONNX Runtime can open, found %s".formatted(graph, e.getMessage()), e);
        }
        try {
            expected.apply(session).check(graph, session);
            return session;
        } catch (ModelException e) {
            session.close();
            throw e;
        }
    }

    private static SignatureCheck embedSignature(DecoderSizes sizes) {
        long any = SignatureCheck.ANY;
        return new SignatureCheck()
                .input(TokenInputs.IDS, SignatureCheck.WHOLE, any, any)
                .output(TokenInputs.FOUND, SignatureCheck.FLOATS, any, any, sizes.width());
    }

    /** The element type of one of these. */
    static ElementType type(List<TensorSignature> tensors, String name) {
        return tensors.stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("graph: expected " + name + " among " + tensors))
                .type();
    }

    @Override
    public void close() {
        vision.close();
        embedTokens.close();
        encoders.forEach(OrtSession::close);
        decoder.close();
    }
}
