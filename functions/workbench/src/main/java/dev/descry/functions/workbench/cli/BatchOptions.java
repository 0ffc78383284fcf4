package dev.descry.functions.workbench.cli;

import dev.descry.batch.Batch;
import dev.descry.batch.NearDuplicates;
import dev.descry.batch.Order;
import dev.descry.batch.Outputs;
import dev.descry.batch.Wording;
import dev.descry.caption.PromptTemplate;
import dev.descry.chain.Chain;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.Existing;
import dev.descry.dataset.SidecarForm;
import dev.descry.dataset.Sidecars;
import dev.descry.dataset.Variants;
import dev.descry.dataset.table.Tables;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Setup;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import picocli.CommandLine.Option;

/** What can be said of every batch, whatever its images are. */
final class BatchOptions {
    static final String RECORDS = "captions.jsonl";

    @Option(
            names = "--experts",
            split = ",",
            paramLabel = "EXPERT",
            description = "Experts in order, parted by commas.")
    List<String> experts = List.of();

    @Option(names = "--chain", description = "A chain of the settings (default: the setting descry.chain).")
    Optional<String> chain = Optional.empty();

    @Option(names = "--prompt", description = "The first step's user text, verbatim.")
    Optional<String> prompt = Optional.empty();

    @Option(
            names = "--prompt-template",
            paramLabel = "TEXT",
            description = "The same with holes for what is known of an image, such as {tweet} or {question}.")
    Optional<String> template = Optional.empty();

    @Option(names = "--max-new-tokens", paramLabel = "N", description = "Most tokens each step may write.")
    Optional<Integer> maxNewTokens = Optional.empty();

    @Option(
            names = "--judge",
            paramLabel = "JUDGE",
            description = "never, last or every-step, or a model that scores, such as clip:vit-large-patch14: takes out"
                    + " sentences the image does not show (default: the setting descry.judge.when).")
    Optional<String> judge = Optional.empty();

    @Option(
            names = "--threshold",
            paramLabel = "COSINE",
            description = "The least similarity the judge keeps, -1 to 1 (default: the model's, else 0.20).")
    Optional<Double> threshold = Optional.empty();

    @Option(
            names = "--captions",
            paramLabel = "N",
            description = "Captions of each image, each with another seed; the chain needs a temperature (1).")
    int captions = 1;

    @Option(
            names = "--existing",
            paramLabel = "POLICY",
            description = "Images with a caption: ${COMPLETION-CANDIDATES}."
                    + " Default skip; with --json keep, which describes them but leaves their text.")
    Optional<Existing> existing = Optional.empty();

    @Option(names = "--failed-only", description = "Only images that failed last time or were never described.")
    boolean failedOnly;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "Folder for the captions instead of beside the images.")
    Optional<Path> output = Optional.empty();

    @Option(
            names = "--write",
            split = ",",
            paramLabel = "FORM",
            description = "Beside " + RECORDS + ": txt, caption, xmp (a file for every image), csv, parquet, webdataset"
                    + " (at the end), or none. Default txt.")
    List<String> forms = List.of("txt");

    @Option(names = "--header", description = "Begin text files with the line [Description].")
    boolean header;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Text before every caption.")
    String prefix = "";

    @Option(names = "--suffix", paramLabel = "TEXT", description = "Text after every caption.")
    String suffix = "";

    @Option(names = "--every-step", description = "Write what each step said, not only the last text.")
    boolean everyStep;

    @Option(names = "--limit", paramLabel = "N", description = "Describe at most N images.")
    Optional<Long> limit = Optional.empty();

    @Option(names = "--sample", paramLabel = "N", description = "Describe N images drawn evenly from all of them.")
    Optional<Integer> sample = Optional.empty();

    @Option(
            names = "--dry-run",
            description =
                    "Say what would be described and write nothing. With --sample N, describe N images to tell what"
                            + " all of them will take; what they said is kept.")
    boolean dryRun;

    @Option(
            names = "--budget",
            paramLabel = "AMOUNT",
            description = "Stop before calls of providers cost more, in the currency of the price table.")
    Optional<BigDecimal> budget = Optional.empty();

    @Option(names = "--local-only", description = "Refuse experts that would send images out of the own cluster.")
    boolean localOnly;

    @Option(
            names = "--near-duplicates",
            paramLabel = "RULE",
            description = "Images that look like an earlier one: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    NearDuplicates nearDuplicates = NearDuplicates.REPORT;

    @Option(
            names = "--order",
            paramLabel = "ORDER",
            description = "${COMPLETION-CANDIDATES}. Default by_step where the chain has several large models here.")
    Optional<Order> order = Optional.empty();

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Images under way at once (default: what keeps a model busy).")
    Optional<Integer> concurrency = Optional.empty();

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report as JSON.")
    Optional<Path> report = Optional.empty();

    @Option(names = "--json", description = "Print one JSON object per image and nothing else.")
    boolean json;

    /** The chain that is asked for; its experts exist. */
    Chain chain(Setup setup) {
        Chain wanted = setup.chains().chain(new Chains.Wish(chain, experts, prompt, maxNewTokens, judge, threshold));
        setup.require(wanted);
        return template.map(text -> PromptTemplate.of("custom", text))
                .map(first -> new Chain(
                        wanted.name(),
                        wanted.steps().stream()
                                .map(step -> step.withPrompts(first, step.later()))
                                .toList(),
                        wanted.endWhenUnchanged(),
                        wanted.judging()))
                .orElse(wanted);
    }

    Batch batch(Dataset images, Chain wanted, Setup setup) {
        Existing usual = json ? Existing.KEEP : Existing.SKIP;
        return new Batch(
                captions == 1 ? images : new Variants(images, captions),
                wanted,
                failedOnly ? Existing.FAILED : existing.orElse(usual),
                limit.map(OptionalLong::of).orElse(OptionalLong.empty()),
                sample.map(OptionalInt::of).orElse(OptionalInt.empty()),
                concurrency.orElse(setup.busy()),
                order.orElseGet(() -> setup.order(wanted)),
                nearDuplicates,
                dryRun);
    }

    Outputs outputs(Dataset images) {
        Sidecars files = output.map(Sidecars::in).orElseGet(Sidecars::beside);
        List<Sidecars> sidecars = new ArrayList<>();
        Set<Tables.Form> tables = EnumSet.noneOf(Tables.Form.class);
        for (String form : forms) {
            switch (form.toLowerCase(Locale.ROOT)) {
                case "txt", "caption", "xmp" ->
                    sidecars.add(files.as(SidecarForm.valueOf(form.toUpperCase(Locale.ROOT))));
                case "csv", "parquet", "webdataset" -> tables.add(Tables.Form.valueOf(form.toUpperCase(Locale.ROOT)));
                case "none", "jsonl" -> {}
                default ->
                    throw new IllegalArgumentException(
                            "--write: expected txt, caption, xmp, csv, parquet, webdataset or none, found " + form);
            }
        }
        Path records = output.orElse(images.base()).resolve(RECORDS);
        return new Outputs(sidecars, new Wording(prefix, suffix, everyStep, header), records, tables);
    }
}
