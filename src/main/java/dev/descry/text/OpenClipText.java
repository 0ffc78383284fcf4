package dev.descry.text;

import java.math.BigInteger;
import java.nio.charset.Charset;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What open_clip does to a text before it cuts it into tokens: {@code ftfy.fix_text}, HTML references read twice, white
 * space brought to single spaces, lower case by the rules of the whole word.
 *
 * <p>Of ftfy 6.3.1 all is done but the repair of text that was decoded wrongly ({@code fix_encoding}), which no term of
 * clip-interrogator needs. Of HTML the references by number and the names {@code amp}, {@code lt}, {@code gt},
 * {@code quot}, {@code apos} and {@code nbsp} are read; other names stay as they are.
 */
public final class OpenClipText {
    private static final Pattern TERMINAL = Pattern.compile("\u001b\\[((?:\\d|;)*)([a-zA-Z])");

    /** Letters of Latin that stand for several. */
    private static final Pattern LIGATURE =
            Pattern.compile("[\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06]");

    private static final Pattern WIDE = Pattern.compile("[\u3000\uff01-\uffef]");
    private static final Pattern SINGLE_QUOTE = Pattern.compile("[\u02bc\u2018-\u201b]");
    private static final Pattern DOUBLE_QUOTE = Pattern.compile("[\u201c-\u201f]");
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|[\r\u2028\u2029\u0085]");
    private static final Pattern CONTROL =
            Pattern.compile("[\u0000-\u0008\u000b\u000e-\u001f\u007f\u206a-\u206f\ufeff\ufff9-\ufffc]");
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern REFERENCE =
            Pattern.compile("&(?:#(?<decimal>[0-9]+);?|#[xX](?<hexadecimal>[0-9a-fA-F]+);?|"
                    + "(?<name>amp|AMP|lt|LT|gt|GT|quot|QUOT|nbsp|apos)(?:;|(?![a-zA-Z0-9])))");
    private static final BigInteger LAST = BigInteger.valueOf(Character.MAX_CODE_POINT);
    private static final Charset WINDOWS = Charset.forName("windows-1252");

    private OpenClipText() {}

    /** The text as open_clip's tokenizer reads it. */
    public static String clean(String text) {
        String fixed = referenced(referenced(fixed(text)));
        return SPACE.matcher(fixed).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    /** As ftfy does, which goes on until nothing changes. */
    private static String fixed(String text) {
        String before = text;
        String fixed = fixedOnce(before);
        while (!fixed.equals(before)) {
            before = fixed;
            fixed = fixedOnce(before);
        }
        return fixed;
    }

    private static String fixedOnce(String text) {
        // Where there is no tag, ftfy reads references first, so that what they mean is fixed as well.
        String fixed = text.contains("<") ? text : referenced(text);
        fixed = TERMINAL.matcher(fixed).replaceAll("");
        fixed = LIGATURE.matcher(fixed).replaceAll(match -> Matcher.quoteReplacement(apart(match.group())));
        fixed = WIDE.matcher(fixed).replaceAll(match -> Matcher.quoteReplacement(apart(match.group())));
        fixed = SINGLE_QUOTE.matcher(fixed).replaceAll("'");
        fixed = DOUBLE_QUOTE.matcher(fixed).replaceAll("\"");
        fixed = LINE_BREAK.matcher(fixed).replaceAll("\n");
        fixed = CONTROL.matcher(fixed).replaceAll("");
        return Normalizer.normalize(fixed, Normalizer.Form.NFC);
    }

    /** The usual letters for one that stands for them; the long s stays one. */
    private static String apart(String letter) {
        return letter.equals("\ufb05") ? "\u017ft" : Normalizer.normalize(letter, Normalizer.Form.NFKC);
    }

    /** Every reference once. */
    private static String referenced(String text) {
        return text.indexOf('&') < 0
                ? text
                : REFERENCE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(meant(match)));
    }

    private static String meant(MatchResult reference) {
        if (reference.group("name") != null) {
            return named(reference.group("name").toLowerCase(Locale.ROOT));
        }
        boolean decimal = reference.group("decimal") != null;
        String digits = decimal ? reference.group("decimal") : reference.group("hexadecimal");
        return character(new BigInteger(digits, decimal ? 10 : 16));
    }

    private static String named(String name) {
        return switch (name) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            case "nbsp" -> "\u00a0";
            default -> throw new IllegalArgumentException("reference: expected one of the pattern, found " + name);
        };
    }

    /** As HTML reads numbers: those of Windows-1252 for control characters, none for what is no character. */
    private static String character(BigInteger number) {
        if (number.compareTo(LAST) > 0 || number.signum() == 0) {
            return "\ufffd";
        }
        int code = number.intValue();
        if (code >= 0x80 && code <= 0x9f) {
            return new String(new byte[] {(byte) code}, WINDOWS);
        }
        boolean surrogate = code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE;
        String character = surrogate ? "\ufffd" : Character.toString(code);
        return CONTROL.matcher(character).matches() && code < 0x80 ? "" : character;
    }
}
