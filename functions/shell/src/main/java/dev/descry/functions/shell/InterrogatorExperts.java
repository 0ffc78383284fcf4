package dev.descry.functions.shell;

import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.interrogator.ClipInterrogatorExpert;
import dev.descry.experts.interrogator.EmbeddingCache;
import dev.descry.experts.interrogator.Interrogator;
import dev.descry.experts.interrogator.Mode;
import dev.descry.experts.interrogator.OpenedClip;
import dev.descry.experts.interrogator.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;

/** The CLIP-Interrogator's modes as experts, {@code clip-interrogator:MODE}. */
final class InterrogatorExperts implements ExpertSource {
    private static final Logger LOG = Logger.getLogger(InterrogatorExperts.class);

    private final InterrogatorSettings settings;
    private final Path kept;
    private final Function<String, ClipModel> clips;
    private final Function<String, Expert> captioners;

    /**
     * With these settings.
     *
     * @param kept folder for the terms' features
     * @param clips opens CLIP models; the expert closes them
     * @param captioners finds experts; whoever opened them closes them
     */
    InterrogatorExperts(
            InterrogatorSettings settings,
            Path kept,
            Function<String, ClipModel> clips,
            Function<String, Expert> captioners) {
        this.settings = settings;
        this.kept = kept;
        this.clips = clips;
        this.captioners = captioners;
    }

    @Override
    public boolean knows(String name) {
        return name.startsWith(ClipInterrogatorExpert.PREFIX);
    }

    @Override
    public void require(String name) {
        Mode mode = mode(name);
        if (mode.captioned() && knows(settings.captioner())) {
            throw new IllegalArgumentException(
                    "%s: expected a captioner that describes images by itself, found %s; set descry.interrogator.captioner"
                            .formatted(name, settings.captioner()));
        }
        if (mode == Mode.CUSTOM && settings.terms().isEmpty()) {
            throw new IllegalArgumentException(
                    name + ": expected a folder of own term lists, found none; set descry.interrogator.terms");
        }
        if (settings.compat() && settings.terms().isEmpty()) {
            throw new IllegalArgumentException(
                    name + ": expected the folder of clip-interrogator's lists to answer as it does, found none; set"
                            + " descry.interrogator.terms");
        }
    }

    @Override
    public Expert open(String name) {
        require(name);
        Mode mode = mode(name);
        Optional<Expert> captioner =
                mode.captioned() ? Optional.of(captioners.apply(settings.captioner())) : Optional.empty();
        ClipModel clip = clips.apply(settings.clip());
        EmbeddingCache cache = new EmbeddingCache(kept);
        try {
            Interrogator interrogator = interrogator(mode, new OpenedClip(clip, settings.compat()), cache);
            return new ClipInterrogatorExpert(mode, interrogator, captioner, () -> {
                cache.close();
                clip.close();
            });
        } catch (IOException e) {
            clip.close();
            throw new ExpertException(Kind.MODEL_MISSING, name + ": " + e.getMessage(), e);
        }
    }

    private Interrogator interrogator(Mode mode, OpenedClip clip, EmbeddingCache cache) throws IOException {
        if (settings.compat()) {
            return Interrogator.compat(clip, settings.terms().orElseThrow(), cache);
        }
        Vocabulary vocabulary = vocabulary(mode);
        vocabulary.notices().forEach(LOG::warn);
        return Interrogator.open(clip, vocabulary, cache);
    }

    private Vocabulary vocabulary(Mode mode) throws IOException {
        Optional<Vocabulary> own = settings.terms().isPresent()
                ? Optional.of(Vocabulary.folder(settings.terms().get()))
                : Optional.empty();
        Vocabulary all = mode == Mode.CUSTOM
                ? own.orElseThrow()
                : own.map(Vocabulary.bundled()::with).orElseGet(Vocabulary::bundled);
        all = settings.lists().isPresent() ? all.only(settings.lists().get()) : all;
        all = settings.without().isPresent() ? all.without(settings.without().get()) : all;
        return settings.artists() ? all : all.withoutArtists();
    }

    private static Mode mode(String name) {
        return Mode.of(name.substring(ClipInterrogatorExpert.PREFIX.length()));
    }

    @Override
    public List<ExpertList.Entry> entries() {
        return Arrays.stream(Mode.values())
                .map(mode -> new ExpertList.Entry(ClipInterrogatorExpert.PREFIX + mode.word(), state(mode)))
                .toList();
    }

    private String state(Mode mode) {
        return mode == Mode.CUSTOM && settings.terms().isEmpty()
                ? "needs a folder of term lists: descry.interrogator.terms"
                : "ready when %s is"
                        .formatted(
                                mode.captioned() ? settings.clip() + " and " + settings.captioner() : settings.clip());
    }
}
