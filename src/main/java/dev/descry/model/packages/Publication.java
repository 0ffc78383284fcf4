package dev.descry.model.packages;

import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Makes a folder appear whole or not at all: it is filled under a hidden name beside its place and renamed in one step.
 * What a killed process left behind is deleted by the next publication beside it.
 */
final class Publication {
    private static final String BUILDING = ".building-";
    private static final String REPLACED = ".replaced-";

    private final Path target;
    private final Path locks;

    /**
     * @param target where the folder shall appear
     * @param locks folder of the lock files, outside of every published folder
     */
    Publication(Path target, Path locks) {
        this.target = target.toAbsolutePath().normalize();
        this.locks = locks;
    }

    /**
     * Fills and publishes unless, once the lock is held, {@code current} says that somebody else did. A folder that is
     * there and not current is replaced.
     */
    void publish(BooleanSupplier current, Watch watch, Consumer<Path> fill) {
        try (FolderLock _ = FolderLock.take(lockOf(target), target.getFileName().toString(), watch)) {
            if (!current.getAsBoolean()) {
                replace(fill);
            }
        } catch (IOException e) {
            throw new ModelException("%s: expected to write it, found %s".formatted(target, e), e);
        }
    }

    private void replace(Consumer<Path> fill) throws IOException {
        Path building = hidden(BUILDING);
        Path replaced = hidden(REPLACED);
        Files.createDirectories(target.getParent());
        sweep();
        FileTree.delete(building);
        FileTree.delete(replaced);
        Files.createDirectory(building);
        boolean filled = false;
        try {
            fill.accept(building);
            if (Files.exists(target)) {
                Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
            filled = true;
        } finally {
            FileTree.delete(filled ? replaced : building);
        }
    }

    /** Takes the folder away in one step, then deletes it. */
    void remove(Watch watch) {
        try (FolderLock _ = FolderLock.take(lockOf(target), target.getFileName().toString(), watch)) {
            Path replaced = hidden(REPLACED);
            FileTree.delete(replaced);
            Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
            FileTree.delete(replaced);
        } catch (IOException e) {
            throw new ModelException("%s: expected to delete it, found %s".formatted(target, e), e);
        }
    }

    // Leftovers of other folders, where nobody holds the lock: their process has died.
    private void sweep() throws IOException {
        List<Path> leftovers;
        try (Stream<Path> beside = Files.list(target.getParent())) {
            leftovers = beside.filter(path -> isHidden(path.getFileName().toString()))
                    .toList();
        }
        for (Path leftover : leftovers) {
            String name = leftover.getFileName().toString().replaceFirst("^\\.[a-z]+-", "");
            Path place = leftover.resolveSibling(name);
            if (place.equals(target)) {
                continue;
            }
            Optional<FolderLock> free = FolderLock.tryTake(lockOf(place));
            if (free.isPresent()) {
                try (FolderLock _ = free.get()) {
                    FileTree.delete(leftover);
                }
            }
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith(BUILDING) || name.startsWith(REPLACED);
    }

    private Path hidden(String prefix) {
        return target.resolveSibling(prefix + target.getFileName());
    }

    private Path lockOf(Path place) {
        return locks.resolve(Digests.sha256(place.toString()).substring(0, 24));
    }
}
