package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.model.config.DecoderSizes;
import dev.descry.model.packages.Manifest;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.OrtException;
import dev.descry.ort.SessionSettings;

/**
 * What all opened packages have that look and write: their graphs, and the loop that writes answers. Safe for use by
 * several threads.
 */
record LanguageModel(Graphs graphs, GenerationLoop loop) implements AutoCloseable {
    /**
     * Opens a package.
     *
     * @param vision signature of its vision encoder
     * @throws ModelException when a file is missing, a graph does not open or has not the expected signature
     */
    static LanguageModel open(
            ModelPackage files, DecoderSizes sizes, SignatureCheck vision, StopTokens stopTokens, Settings settings) {
        SessionSettings sessions = SessionSettings.cpu(settings.threads()).on(settings.device());
        Graphs graphs = Graphs.open(files, sizes, vision, sessions);
        try {
            SlotDecoder decoder = decoder(files, graphs, sizes, settings);
            return new LanguageModel(graphs, new GenerationLoop(decoder, stopTokens, settings.limits()));
        } catch (ModelException e) {
            graphs.close();
            throw e;
        } catch (OrtException e) {
            graphs.close();
            throw new ModelException(
                    "%s: expected memory to run it, found %s".formatted(files.folder(), e.getMessage()), e);
        }
    }

    /** Only graphs that Descry built are known to write their cache in place. */
    private static SlotDecoder decoder(ModelPackage files, Graphs graphs, DecoderSizes sizes, Settings settings) {
        int part = settings.limits().part();
        if (files.manifest().isPresent()) {
            return new InPlaceDecoder(graphs, sizes, settings.slots(), part);
        }
        if (sizes.cross().isPresent()) {
            throw new ModelException("%s: expected a package that Descry built, with %s, found none"
                    .formatted(files.folder(), Manifest.FILE));
        }
        return new GrowingDecoder(graphs.decoder(), graphs.embedTokens(), sizes, settings.slots(), part);
    }

    /** Cancels every answer and frees the model. */
    @Override
    public void close() {
        loop.close();
        graphs.close();
    }
}
