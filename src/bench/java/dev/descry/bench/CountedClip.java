package dev.descry.bench;

import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.interrogator.Clip;
import dev.descry.experts.interrogator.OpenedClip;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.model.Precision;
import dev.descry.model.config.ClipConfig;
import dev.descry.model.packages.ModelPackage;
import dev.descry.ort.SessionSettings;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.util.List;

/** An opened CLIP that adds up how much arithmetic its encodings ask for. For one thread. */
final class CountedClip implements Clip, AutoCloseable {
    private final ClipModel model;
    private final Clip clip;
    private final ClipConfig config;
    private final Tokenizer tokenizer;
    private double linear;
    private double attention;

    private CountedClip(ClipModel model, ClipConfig config, Tokenizer tokenizer) {
        this.model = model;
        this.clip = new OpenedClip(model, false);
        this.config = config;
        this.tokenizer = tokenizer;
    }

    static CountedClip open(ModelPackage files, int threads) throws IOException {
        return new CountedClip(
                ClipModel.open("clip", files, SessionSettings.cpu(threads), DecodeLimits.DEFAULT),
                ClipConfig.of(files.config()),
                Tokenizer.open(files.file("tokenizer.json")));
    }

    /** What was asked for since the last time. */
    Work taken() {
        Work work = new Work(linear, attention);
        linear = 0;
        attention = 0;
        return work;
    }

    /** Seconds that this much takes at full speed. */
    static double leastSeconds(Work work, Limits limits) {
        return work.leastSeconds(limits, Precision.FP32);
    }

    private void add(Work work) {
        linear += work.linear();
        attention += work.attention();
    }

    @Override
    public float[] see(Image image) {
        add(ClipWork.image(config));
        return clip.see(image);
    }

    @Override
    public List<float[]> read(List<String> texts) {
        for (String text : texts) {
            int marked = tokenizer.encode(text).length + 2;
            add(ClipWork.text(config, Math.min(marked, config.text().positions())));
        }
        return clip.read(texts);
    }

    @Override
    public String name() {
        return clip.name();
    }

    @Override
    public String digest() {
        return clip.digest();
    }

    @Override
    public int dimension() {
        return clip.dimension();
    }

    @Override
    public boolean full(String text) {
        return clip.full(text);
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
