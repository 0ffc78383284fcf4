package dev.descry.batch;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.batch.BatchReport.Problems;
import dev.descry.batch.BatchReport.StepReport;

/** Reports as JSON, for programs and for later. */
public final class ReportJson {
    private ReportJson() {}

    /** All of it. */
    public static ObjectNode write(BatchReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        Progress progress = report.progress();
        json.put("captioned", progress.captioned());
        json.put("failed", progress.failed());
        ObjectNode skipped = json.put("skipped", progress.skipped()).putObject("skippedBecause");
        report.skipped().forEach(skipped::put);
        json.put("identical", report.identical());
        write(report.nearDuplicates(), json.putObject("nearDuplicates"));
        json.put("seconds", progress.elapsed().toMillis() / 1000.0);
        json.put("imagesPerSecond", progress.imagesPerSecond());
        json.put("stopped", report.stopped());
        json.put("budgetSpent", report.budgetSpent());
        write(progress.spent(), json.putObject("spent"));
        ArrayNode steps = json.putArray("steps");
        report.steps().forEach(step -> write(step, steps.addObject()));
        ObjectNode problems = json.putObject("problems");
        report.problems().forEach((kind, found) -> write(found, problems.putObject(kind)));
        ArrayNode slowest = json.putArray("slowest");
        report.slowest()
                .forEach(slow -> slowest.addObject().put("image", slow.image()).put("millis", slow.millis()));
        report.estimate().ifPresent(estimate -> {
            ObjectNode to = json.putObject("estimate");
            to.put("images", estimate.images());
            to.put("basis", estimate.basis());
            to.put("seconds", estimate.time().toMillis() / 1000.0);
            write(estimate.spent(), to.putObject("spent"));
        });
        return json;
    }

    private static void write(StepReport step, ObjectNode json) {
        json.put("expert", step.expert());
        json.put("written", step.spent().captions());
        json.put("kept", step.kept());
        json.put("skipped", step.skipped());
        json.put("failed", step.failed());
        json.put("millisPerCaption", step.millisPerCaption());
        write(step.spent(), json.putObject("spent"));
    }

    private static void write(Spent spent, ObjectNode json) {
        json.put("captions", spent.captions());
        json.put("millis", spent.millis());
        json.put("promptTokens", spent.promptTokens());
        json.put("tokens", spent.tokens());
        spent.cost().ifPresent(cost -> json.put("cost", cost.amount()).put("currency", cost.currency()));
    }

    private static void write(Problems problems, ObjectNode json) {
        ArrayNode examples = json.put("count", problems.count()).putArray("examples");
        problems.examples()
                .forEach(example ->
                        examples.addObject().put("image", example.image()).put("message", example.message()));
    }
}
