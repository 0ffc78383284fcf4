package dev.descry.experts.chat;

import java.util.regex.Pattern;

/** Makes texts of others fit to be shown: short, on one line, without keys and image bytes. */
final class Text {
    private static final int LONGEST = 300;

    /** Base64 of an image, as some servers repeat it in their errors; also keys, which are long runs too. */
    private static final Pattern LONG_RUN = Pattern.compile("[A-Za-z0-9+/=_-]{40,}");

    private static final Pattern KEY = Pattern.compile("\\b(sk|AIza|hf|pk)[-_A-Za-z0-9*]{8,}");
    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");

    private Text() {}

    /** What a server said, fit for an error. */
    static String shown(String said) {
        String line = withoutSecrets(said).strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    /** The text without anything that looks like a key, a password in a URL or encoded bytes. */
    static String withoutSecrets(String text) {
        String bare = USER_INFO.matcher(text).replaceAll("//…@");
        return KEY.matcher(LONG_RUN.matcher(bare).replaceAll("…")).replaceAll("…");
    }
}
