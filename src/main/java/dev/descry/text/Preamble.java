package dev.descry.text;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Words about the answer at the start of an answer. What follows them stands on its own as a sentence or phrase. */
final class Preamble {
    private static final String PICTURE =
            "(?:the |this )(?:provided |given |uploaded |attached )?(?:image|picture|photo|photograph)(?: you)?(?: provided)?";
    private static final String SHOWS =
            "(?:shows|depicts|features|displays|presents|portrays|illustrates|captures|showcases|contains"
                    + "|(?:appears|seems) to (?:show|depict|feature))";
    private static final String SEE = "(?:can |could )?(?:clearly )?(?:see|observe)";

    /** After "shows", these words begin no phrase that stands alone: "The image shows how …". */
    private static final String NO_PHRASE =
            "(?!(?:how|why|where|when|whether|if|what|us|off|up|in|on|at|by|as|for|from|with|to|of|and|or|but|only|both|no|not|nothing)\\b"
                    + "|\\w+ly\\b)";

    private static final String KIND_OF =
            "(?:detailed|corrected|revised|updated|final|improved|complete|brief|short|concise|accurate|clear|full|new|rewritten"
                    + "|comprehensive|more|possible|image)";

    private static final List<Pattern> OPENINGS = List.of(
            starting("(?:(?:sure|certainly|absolutely|of course|okay|ok)(?: thing)?[!.,] *)?"
                    + "(?:here(?: is|'s|\u2019s)|below is|this is) (?:a|an|the|your|my) "
                    + "(?:" + KIND_OF
                    + ",? ){0,4}(?:description|caption|summary)(?: [\\w,-]+){0,10}(?::\\**|\\.?(?=\\s*\\n))\\s*"),
            starting("(?:sure|certainly|absolutely|of course)(?: thing)?!\\s*"),
            starting("\\**(?:" + KIND_OF + " ){0,2}(?:description|caption)(?::\\**|\\**:)\\s*"),
            starting("based on " + PICTURE + ", *"),
            starting("in " + PICTURE + ",? (?:we|you|i|one) " + SEE + " (?:that )?" + NO_PHRASE + "(?=[\\p{L}\\d])"),
            starting("in " + PICTURE + "(?:, *(?!(?:which|who|whose|where|taken|as|and)\\b)| (?=there (?:is|are)\\b))"
                    + "(?=[\\p{L}\\d])"),
            starting("(?:we|i) can (?:clearly )?see (?:that )?" + NO_PHRASE + "(?=[\\p{L}\\d])"),
            starting(PICTURE + " (?:clearly )?" + SHOWS + " (?:that )?" + NO_PHRASE + "(?=[\\p{L}\\d])"));

    private Preamble() {}

    /** Removes the openings one by one and begins what is left with a capital letter. */
    static String remove(String text) {
        String rest = text;
        for (Pattern opening : OPENINGS) {
            Matcher found = opening.matcher(rest);
            if (found.lookingAt()) {
                rest = capitalised(rest.substring(found.end()));
            }
        }
        return rest;
    }

    private static Pattern starting(String words) {
        return Pattern.compile(words, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
    }

    private static String capitalised(String text) {
        if (text.isEmpty() || ownCase(text)) {
            return text;
        }
        int first = text.codePointAt(0);
        return Character.toString(Character.toTitleCase(first)) + text.substring(Character.charCount(first));
    }

    /** True for names such as iPhone that keep their small first letter. */
    private static boolean ownCase(String text) {
        return text.length() > 1 && Character.isUpperCase(text.charAt(1));
    }
}
