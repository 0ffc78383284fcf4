package dev.descry.functions.workbench.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.evaluate.CaptionRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One image on the page.
 *
 * @param name the run's name for it
 * @param address where a browser finds it, relative to the page
 * @param steps in the order of the chain
 * @param verdicts of the judge, kept ones too; empty where none was asked
 */
record ReportImage(String name, String address, List<Spoken> steps, List<Judged> verdicts) {

    /** What a step said, as changes of what stood before it. */
    record Spoken(String expert, String outcome, List<WordDiff.Piece> pieces) {}

    /** A segment and how well it fits the image. */
    record Judged(String text, String similarity, boolean kept) {}

    static ReportImage of(CaptionRecord record, String address) {
        List<Spoken> steps = new ArrayList<>();
        List<Judged> verdicts = new ArrayList<>();
        String before = "";
        for (int i = 0; i < record.steps().size(); i++) {
            JsonNode json = record.json().path("steps").path(i);
            String text = record.steps().get(i).text();
            // What the first to speak says is no change.
            String old = before.isEmpty() ? text : before;
            steps.add(new Spoken(record.steps().get(i).expert(), outcome(json), WordDiff.between(old, text)));
            before = text;
            for (JsonNode judgement : json.path("judgements")) {
                judgement.path("segments").forEach(segment -> verdicts.add(judged(segment)));
            }
        }
        if (steps.isEmpty()) {
            steps.add(new Spoken("caption", "captioned", WordDiff.between(record.caption(), record.caption())));
        }
        return new ReportImage(record.image(), address, steps, verdicts);
    }

    private static Judged judged(JsonNode segment) {
        String similarity =
                String.format(Locale.ROOT, "%.3f", segment.path("similarity").asDouble());
        return new Judged(
                segment.path("text").asText(), similarity, segment.path("kept").asBoolean());
    }

    private static String outcome(JsonNode step) {
        String outcome = step.path("outcome").asText();
        return switch (outcome) {
            case "skipped" -> "skipped: " + step.path("reason").asText();
            case "failed" -> "failed: " + step.path("message").asText();
            default -> outcome;
        };
    }
}
