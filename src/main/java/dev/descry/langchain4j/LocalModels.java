package dev.descry.langchain4j;

import dev.descry.expert.Expert;
import dev.descry.experts.blip.BlipExpert;
import dev.descry.experts.blip2.Blip2Expert;
import dev.descry.experts.qwen2vl.Qwen2VlExpert;
import dev.descry.image.DecodeLimits;
import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.BlipConfig;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.graph.FamilyPackageBuilder;
import dev.descry.model.graph.Target;
import dev.descry.model.hub.Hub;
import dev.descry.model.hub.HubSettings;
import dev.descry.model.packages.Assembly;
import dev.descry.model.packages.Catalog;
import dev.descry.model.packages.ModelFolder;
import dev.descry.model.packages.ModelPackage;
import dev.descry.model.packages.Models;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.ort.Device;
import dev.descry.ort.DeviceChoice;
import java.nio.file.Path;
import java.util.Optional;

/** Opens models of this machine by name. */
record LocalModels(Path folder, Optional<String> device, int slots, boolean pulls) {
    static final LocalModels STANDARD = new LocalModels(
            ModelFolder.standard(System.getenv(), Path.of(System.getProperty("user.home"))),
            Optional.empty(),
            4,
            false);

    /** The folder of the checkpoints that come with Descry's sources. */
    private static final Path BUNDLED = Path.of(System.getProperty("descry.bundled", "src/main/models"));

    LocalModels pulling() {
        return new LocalModels(folder, device, slots, true);
    }

    LocalModels in(Path other) {
        return new LocalModels(other, device, slots, pulls);
    }

    LocalModels on(String other) {
        return new LocalModels(folder, Optional.of(other), slots, pulls);
    }

    LocalModels withSlots(int count) {
        return new LocalModels(folder, device, count, pulls);
    }

    Expert open(String name) {
        Device where = DeviceChoice.of(device.orElse("auto")).device();
        boolean cuda = where.kind() == Device.Kind.CUDA;
        ModelFolder kept = new ModelFolder(folder);
        String version = Optional.ofNullable(LocalModels.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
        Assembly assembly = new Assembly(kept, new FamilyPackageBuilder(cuda ? Target.CUDA : Target.CPU), version);
        Hub hub = new Hub(HubSettings.of(System.getenv()));
        Models models = new Models(Catalog.standard(), kept, assembly, hub, BUNDLED, cuda);
        boolean known = models.catalog().names().anyMatch(each -> name.equals(each) || name.startsWith(each + "@"));
        ModelPackage files = pulls && known ? models.pull(name, Watch.NONE) : models.open(name, Watch.NONE);
        VisionLanguageModel.Settings settings =
                VisionLanguageModel.Settings.on(where).withSlots(slots);
        return switch (files.family()) {
            case Qwen2VlConfig.FAMILY -> Qwen2VlExpert.open(name, files, settings, DecodeLimits.DEFAULT);
            case Blip2Config.FAMILY -> Blip2Expert.open(name, files, settings, DecodeLimits.DEFAULT);
            case BlipConfig.FAMILY -> BlipExpert.open(name, files, settings, DecodeLimits.DEFAULT);
            default ->
                throw new ModelException("%s: expected a model that describes images, found %s"
                        .formatted(files.folder(), files.family()));
        };
    }
}
