package dev.descry.model.hub;

import dev.descry.model.Meter;
import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import dev.descry.model.packages.CheckpointSource;
import dev.descry.model.packages.DiskSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Downloads checkpoints from a hub. Each file is checked against the digest the hub lists; a download that was cut goes
 * on where it stopped; a complete one needs no network. One download into a folder at a time.
 */
public final class Hub implements CheckpointSource {
    private static final Pattern REPOSITORY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*/[A-Za-z0-9][A-Za-z0-9._-]*");

    private final HubSettings settings;

    public Hub(HubSettings settings) {
        this.settings = settings;
    }

    @Override
    public String fetch(String repository, String revision, Path folder, Watch watch) {
        if (!REPOSITORY.matcher(repository).matches()) {
            throw new ModelException(
                    "hub: expected a repository such as Qwen/Qwen2-VL-2B-Instruct, found " + repository);
        }
        Receipt receipt = Receipt.read(folder, repository, revision);
        if (receipt.isComplete(folder)) {
            return receipt.commit();
        }
        try (HubClient client = new HubClient(settings)) {
            Attempts attempts = new Attempts(client, repository, watch);
            HubApi api = new HubApi(settings.base(), repository, attempts);
            String commit = api.commit(revision);
            List<HubFile> files = Listing.needed(repository, api.files(commit));
            Files.createDirectories(folder);
            Meter meter = new Meter(watch, checkSpace(files, receipt, folder));
            for (HubFile file : files) {
                if (receipt.has(file, folder)) {
                    meter.skip(file.path(), file.size());
                } else {
                    new FileDownload(attempts, api.address(commit, file), file).into(folder, meter);
                    receipt = receipt.with(file);
                    receipt.write(folder);
                }
            }
            receipt.completed(commit).write(folder);
            return commit;
        } catch (IOException e) {
            throw new ModelException("%s: expected to write it, found %s".formatted(folder, e), e);
        }
    }

    private static long checkSpace(List<HubFile> files, Receipt receipt, Path folder) throws IOException {
        long total = 0;
        long missing = 0;
        try {
            for (HubFile file : files) {
                total = Math.addExact(total, file.size());
                missing += receipt.has(file, folder) ? 0 : file.size();
            }
        } catch (ArithmeticException e) {
            throw new ModelException("hub listing: expected fewer than 2^63 bytes in all, found more", e);
        }
        DiskSpace.require(folder, missing);
        return total;
    }
}
