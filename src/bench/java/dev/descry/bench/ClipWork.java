package dev.descry.bench;

import dev.descry.model.config.ClipConfig;
import dev.descry.model.config.ClipConfig.Tower;

/** How much an encoding of CLIP asks of the machine. */
final class ClipWork {
    private ClipWork() {}

    /** Of one image. */
    static Work image(ClipConfig config) {
        Tower tower = config.vision().tower();
        double n = config.vision().positions();
        double patch = 3.0 * config.vision().patch() * config.vision().patch();
        double ends = 2 * (n - 1) * patch * tower.width() + 2.0 * tower.width() * config.projection();
        return new Work(ends + linear(tower, n), tower.layers() * 4 * n * n * tower.width());
    }

    /** Of one text of so many tokens, each attending to itself and those before. */
    static Work text(ClipConfig config, int tokens) {
        Tower tower = config.text().tower();
        double n = tokens;
        return new Work(
                2.0 * tower.width() * config.projection() + linear(tower, n),
                tower.layers() * 2 * n * n * tower.width());
    }

    // After the last attention one position is left.
    private static double linear(Tower tower, double n) {
        double width = tower.width();
        double projections = 2 * 3 * width * width;
        double rest = 2 * (width * width + 2 * width * tower.intermediate());
        return tower.layers() * n * projections + ((tower.layers() - 1) * n + 1) * rest;
    }
}
