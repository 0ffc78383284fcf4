package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.model.ModelPackage;
import dev.descry.model.Qwen2VlConfig;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtException;
import dev.descry.ort.OrtSession;
import dev.descry.ort.SessionSettings;
import dev.descry.ort.TensorSignature;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** The three opened graphs of a Qwen2-VL package, each with the signature its place asks for. */
record Graphs(OrtSession vision, OrtSession embedTokens, OrtSession decoder) implements AutoCloseable {
    private static final String VISION = "vision_encoder";
    private static final String EMBED_TOKENS = "embed_tokens";
    private static final String DECODER = "decoder_model_merged";

    /**
     * Opens all three.
     *
     * @throws ModelException when a graph cannot be opened or has another signature
     */
    static Graphs open(ModelPackage files, Qwen2VlConfig config, SessionSettings settings) {
        OrtSession embed = open(files.graph(EMBED_TOKENS), embedSignature(config), SessionSettings.cpu(1));
        try {
            // A vision encoder works in few large operators: its threads need not spin, and must not beside a decoder.
            OrtSession vision = open(files.graph(VISION), visionSignature(config), settings.spinning(false));
            try {
                return new Graphs(
                        vision, embed, open(files.graph(DECODER), DecoderNames.signature(config.language()), settings));
            } catch (ModelException e) {
                vision.close();
                throw e;
            }
        } catch (ModelException e) {
            embed.close();
            throw e;
        }
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

    private static SignatureCheck visionSignature(Qwen2VlConfig config) {
        return new SignatureCheck()
                .input(
                        VisionEncoder.PIXELS,
                        SignatureCheck.FLOATS,
                        SignatureCheck.ANY,
                        config.vision().patchValues())
                .input(VisionEncoder.GRID, SignatureCheck.WHOLE, SignatureCheck.ANY, 3)
                .output(
                        VisionEncoder.FEATURES,
                        SignatureCheck.FLOATS,
                        SignatureCheck.ANY,
                        config.language().width());
    }

    private static SignatureCheck embedSignature(Qwen2VlConfig config) {
        long any = SignatureCheck.ANY;
        return new SignatureCheck()
                .input(TokenInputs.IDS, SignatureCheck.WHOLE, any, any)
                .output(
                        TokenInputs.FOUND,
                        SignatureCheck.FLOATS,
                        any,
                        any,
                        config.language().width());
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
        decoder.close();
    }
}
