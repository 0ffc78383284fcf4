package dev.descry.model.packages;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a user calls a model by. */
public sealed interface ModelName {
    /**
     * A model of the catalog: {@code qwen2-vl:2b}, {@code qwen2-vl:2b@int4} or {@code qwen2-vl:2b@int8+int4} (vision
     * and language apart).
     *
     * @param model the part before {@code @}
     * @param precision the precision asked for; null leaves it to the device
     */
    record Known(String model, @Nullable Asked precision) implements ModelName {
        /** A drive letter, as in {@code C:\models}, is no family. */
        private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9-]+:[a-z0-9][a-z0-9.-]*)(?:@(.*))?");

        @Override
        public String toString() {
            return precision == null ? model : model + "@" + precision;
        }
    }

    /**
     * The folder of a package or checkpoint, with a precision in the same way.
     *
     * @param precision the precision asked for; null leaves it to the device
     */
    record Local(Path folder, @Nullable Asked precision) implements ModelName {
        @Override
        public String toString() {
            return precision == null ? folder.toString() : folder + "@" + precision;
        }
    }

    /**
     * The precision after {@code @}.
     *
     * @param vision null where one word stands for both
     */
    record Asked(@Nullable Precision vision, Precision language) {
        /** Both precisions, the vision encoder's chosen for the device where the user did not. */
        public Precisions on(boolean cuda) {
            return vision == null ? Precisions.of(language, cuda) : new Precisions(vision, language);
        }

        @Override
        public String toString() {
            return vision == null ? language.label() : vision.label() + "+" + language.label();
        }

        static Asked parse(String text) {
            try {
                int plus = text.indexOf('+');
                return plus < 0
                        ? new Asked(null, Precision.parse(text))
                        : new Asked(
                                Precision.parse(text.substring(0, plus)), Precision.parse(text.substring(plus + 1)));
            } catch (IllegalArgumentException e) {
                throw new ModelException("model: " + e.getMessage(), e);
            }
        }
    }

    /**
     * Reads a user's word; whether such a model exists is not asked here.
     *
     * @throws ModelException for an unknown precision or an impossible path
     */
    static ModelName parse(String text) {
        Matcher known = Known.FORM.matcher(text);
        if (known.matches()) {
            return new Known(known.group(1), known.group(2) == null ? null : Asked.parse(known.group(2)));
        }
        try {
            Path whole = Path.of(text);
            int at = text.lastIndexOf('@');
            if (at <= 0 || Files.exists(whole)) {
                return new Local(whole, null);
            }
            return new Local(Path.of(text.substring(0, at)), Asked.parse(text.substring(at + 1)));
        } catch (InvalidPathException e) {
            throw new ModelException("model: expected a name or a folder, found " + text, e);
        }
    }
}
