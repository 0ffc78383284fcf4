package dev.descry.functions.shell;

import dev.descry.batch.Order;
import dev.descry.caption.Cost;
import dev.descry.caption.Prompt;
import dev.descry.caption.PromptTemplate;
import dev.descry.caption.Usage;
import dev.descry.chain.Chain;
import dev.descry.chain.Experts;
import dev.descry.chain.Judges;
import dev.descry.chain.Judging;
import dev.descry.chain.Step;
import dev.descry.chain.StepMemory;
import dev.descry.expert.Budget;
import dev.descry.expert.Expert;
import dev.descry.experts.chat.ChatSetup;
import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.clip.ClipScorer;
import dev.descry.image.DecodeLimits;
import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import dev.descry.model.graph.FamilyPackageBuilder;
import dev.descry.model.graph.Target;
import dev.descry.model.hub.Hub;
import dev.descry.model.hub.HubSettings;
import dev.descry.model.packages.Assembly;
import dev.descry.model.packages.Catalog;
import dev.descry.model.packages.ModelFolder;
import dev.descry.model.packages.Models;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.ort.Device;
import dev.descry.ort.DeviceChoice;
import dev.descry.ort.SessionSettings;
import dev.descry.store.CaptionStore;
import dev.descry.store.FolderStore;
import dev.descry.store.ObjectStore;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.eclipse.microprofile.context.spi.ContextManagerProvider;

/** Everything the commands, the HTTP API and the functions share: models, experts and chains, made from the settings. */
public final class Setup implements AutoCloseable {
    private final Settings settings;
    private final DeviceChoice device;
    private final Path home;
    private final ModelFolder folder;
    private final Models models;
    private final ChatSetup chat;
    private final ExpertList list;
    private final Opened<Expert> experts;
    private final Opened<ClipModel> judges;

    private Setup(Settings settings, Optional<BigDecimal> budget) {
        this.settings = settings;
        this.device = DeviceChoice.of(settings.device());
        Path userHome = Path.of(System.getProperty("user.home"));
        this.home = ModelFolder.home(System.getenv(), userHome);
        this.folder = new ModelFolder(ModelFolder.standard(System.getenv(), userHome));
        this.models = new Models(
                Catalog.standard(),
                folder,
                new Assembly(folder, new FamilyPackageBuilder(cuda() ? Target.CUDA : Target.CPU), version()),
                new Hub(HubSettings.of(System.getenv())),
                settings.bundled(),
                cuda());
        ChatSetup usual = ChatExperts.setup(settings.chat(), limits(), System.getenv());
        this.chat = budget.map(most -> Budget.of(new Cost(most, settings.chat().currency())))
                .map(usual::within)
                .orElse(usual);
        this.list = new ExpertList(List.of(
                new OnnxExperts(models, engine(), limits()),
                new ChatExperts(chat, Duration.ofSeconds(1)),
                interrogators()));
        this.experts = new Opened<>(list::open, Expert::close);
        this.judges = new Opened<>(this::clip, ClipModel::close);
    }

    /** With the settings of this process, outside the Quarkus container. */
    public static Setup open() {
        return open(Optional.empty());
    }

    /**
     * The same with another budget.
     *
     * @param budget that calls of providers may cost together, in the currency of the price table; the settings' when empty
     */
    public static Setup open(Optional<BigDecimal> budget) {
        return open(budget, Map.of());
    }

    /** The same with settings that the command line names, which are stronger than all others. */
    public static Setup open(Optional<BigDecimal> budget, Map<String, String> wished) {
        // Mutiny asks for this provider at its first use; two threads that do so at once make it fail.
        ContextManagerProvider.instance();
        return new Setup(Configuration.read(wished), budget);
    }

    public static Setup open(Settings settings) {
        return new Setup(settings, Optional.empty());
    }

    public Models models() {
        return models;
    }

    /** What can be asked for, and what it still needs. */
    public ExpertList list() {
        return list;
    }

    public Experts experts() {
        return experts(() -> {});
    }

    /** The same: who asks for the first one makes the others that the chain needs, and its judge, begin to open too. */
    public Experts experts(Chain chain) {
        AtomicBoolean asked = new AtomicBoolean();
        return experts(() -> {
            if (!asked.getAndSet(true)) {
                openAhead(chain);
            }
        });
    }

    private Experts experts(Runnable first) {
        return new Experts() {
            @Override
            public Expert find(String name) {
                first.run();
                return experts.get(name);
            }

            @Override
            public void release(String name) {
                experts.release(name);
            }
        };
    }

    /** The models that hold descriptions against images. */
    public Judges judges() {
        return model -> new ClipScorer(judges.get(model));
    }

    private void openAhead(Chain chain) {
        chain.steps().stream().map(Step::expert).distinct().filter(list::local).forEach(experts::ahead);
        chain.judging().map(Judging::model).ifPresent(judges::ahead);
    }

    /**
     * Opens all that a chain needs.
     *
     * @return the names of its models
     * @throws dev.descry.expert.ExpertException when something cannot be opened
     */
    public List<String> open(Chain chain) {
        openAhead(chain);
        Stream<String> described =
                chain.steps().stream().map(Step::expert).distinct().peek(experts::get);
        Stream<String> judged = chain.judging().stream().map(Judging::model).peek(judges::get);
        return Stream.concat(described, judged).toList();
    }

    /** In which order many images go through a chain: by step where it has several models that may not fit together. */
    public Order order(Chain chain) {
        return Order.of(chain, name -> list.local(name) && !models.bundled(name));
    }

    /**
     * Opens a CLIP model; the caller closes it.
     *
     * @throws dev.descry.model.ModelException when there is no such model, or it is not there yet
     */
    public ClipModel clip(String name) {
        SessionSettings sessions = SessionSettings.cpu(threads()).on(device.device());
        return ClipModel.open(name, models.open(name, Watch.NONE), sessions, limits());
    }

    public Chains chains() {
        return new Chains(settings);
    }

    /** Where finished captions are kept: by content, so that nothing is computed twice. */
    public StepMemory memory() {
        return new CaptionStore(FolderStore.openUnforced(home.resolve("store")));
    }

    /** The store of this machine: captions by content, and runs. */
    public ObjectStore store() {
        return FolderStore.open(home.resolve("store"));
    }

    /**
     * Refuses a chain whose experts have names that no model has, before any image is read.
     *
     * @throws IllegalArgumentException listing the experts that exist
     */
    public void require(Chain chain) {
        chain.steps().forEach(step -> list.require(step.expert()));
        chain.judging().ifPresent(judging -> requireJudge(judging.model()));
    }

    /**
     * Refuses a judge that no model is called by.
     *
     * @throws IllegalArgumentException listing the models that exist
     */
    public void requireJudge(String model) {
        try {
            models.require(model);
        } catch (ModelException e) {
            throw new IllegalArgumentException("judge: " + e.getMessage(), e);
        }
    }

    /** The most that one image may use of servers elsewhere, each step asked once; empty where none is asked. */
    public Optional<Usage> most(Chain chain) {
        List<Usage> each = new ArrayList<>();
        int before = 0;
        for (Step step : chain.steps()) {
            if (!list.local(step.expert())) {
                // A description of n tokens stands for n bytes here: a token is a byte at least.
                PromptTemplate asked = before == 0 ? step.first() : step.later();
                Prompt prompt = Prompt.custom(asked.text() + "x".repeat(before));
                experts.get(step.expert()).estimate(prompt, step.decoding()).ifPresent(each::add);
            }
            before = step.decoding().maxNewTokens();
        }
        return each.stream().reduce(Usage::plus);
    }

    /** What the calls of this setup's experts cost so far, and may cost ({@code descry.chat.budget}). */
    public Budget budget() {
        return chat.budget();
    }

    /** Images under way at once that keep a model busy: one in each of its slots, and two that are being read. */
    public int busy() {
        return settings.slots() + 2;
    }

    /** The device models run on, and why. */
    public DeviceChoice device() {
        return device;
    }

    public boolean cuda() {
        return device.device().kind() == Device.Kind.CUDA;
    }

    private InterrogatorExperts interrogators() {
        return new InterrogatorExperts(settings.interrogator(), home.resolve("terms"), this::clip, name -> experts()
                .find(name));
    }

    private VisionLanguageModel.Settings engine() {
        return new VisionLanguageModel.Settings(
                device.device(), threads(), settings.slots(), GenerationLoop.Limits.DEFAULT);
    }

    private int threads() {
        return settings.threads().orElse(Runtime.getRuntime().availableProcessors());
    }

    private DecodeLimits limits() {
        return new DecodeLimits(
                settings.images().maxBytes(),
                settings.images().maxPixels(),
                settings.images().maxFrames());
    }

    private static String version() {
        return Optional.ofNullable(Setup.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    @Override
    public void close() {
        experts.close();
        judges.close();
    }
}
