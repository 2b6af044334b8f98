package dev.postern.storage.objects;

import dev.postern.storage.StorageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Bodies as files, each under a name that is used once.
 *
 * <pre>
 * incoming/NAME    being written, or written and not yet known to have been moved
 * bodies/NA/NAME   where a body belongs once the index knows it
 * trash/N          what {@link #clear} has set aside
 * </pre>
 *
 * A body is moved after the index has taken it, so a crash leaves strays only in {@code incoming}: at the next start those
 * that the index knows are moved, and the others removed.
 */
final class BodyFiles {
    private static final int BUFFER_BYTES = 256 << 10;

    private final Path incoming;
    private final Path bodies;
    private final Path trash;

    BodyFiles(Path root) {
        this.incoming = root.resolve("incoming");
        this.bodies = root.resolve("bodies");
        this.trash = root.resolve("trash");
        try {
            Files.createDirectories(incoming);
            Files.createDirectories(bodies);
            Files.createDirectories(trash);
        } catch (IOException e) {
            throw new StorageException(root + " cannot be made: " + e, e);
        }
    }

    /** Whether there is any body. */
    boolean areAny() {
        try (Stream<Path> home = Files.walk(bodies);
                Stream<Path> coming = Files.list(incoming)) {
            return Stream.concat(home, coming).anyMatch(Files::isRegularFile);
        } catch (IOException | UncheckedIOException e) {
            throw new StorageException(bodies + " cannot be looked at: " + e, e);
        }
    }

    /** Writes a new body down to the disk, encrypted if there is a key. */
    Staged write(InputStream plain, Optional<BodyKey> key) throws IOException {
        return stage((name, channel) -> {
            InputStream body = key.map(k -> k.over(plain, name, 0)).orElse(plain);
            byte[] buffer = new byte[BUFFER_BYTES];
            long size = 0;
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    size += channel.write(bytes);
                }
            }
            return size;
        });
    }

    /** Writes a new body that is the others one behind the other. */
    Staged concatenate(List<String> names) throws IOException {
        List<FileChannel> sources = new ArrayList<>();
        try {
            for (String name : names) {
                sources.add(open(name));
            }
            return stage((_, channel) -> {
                long size = 0;
                for (FileChannel source : sources) {
                    long length = source.size();
                    for (long at = 0; at < length; ) {
                        at += source.transferTo(at, length - at, channel);
                    }
                    size += length;
                }
                return size;
            });
        } finally {
            for (FileChannel source : sources) {
                source.close();
            }
        }
    }

    /** Opens a body, wherever it is on its way. */
    FileChannel open(String name) throws IOException {
        try {
            return FileChannel.open(home(name), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            try {
                return FileChannel.open(incoming.resolve(name), StandardOpenOption.READ);
            } catch (NoSuchFileException f) {
                return FileChannel.open(home(name), StandardOpenOption.READ);
            }
        }
    }

    /**
     * Moves a body that the index knows to where it belongs. The writer does this before the next transaction, so that a
     * body which is replaced at once is deleted after it was moved, not before.
     */
    void settle(Staged body) {
        body.adopt();
        try {
            move(body.file(), home(body.name()));
        } catch (IOException e) {
            // It is readable where it is, and the next start moves it.
            log("stays in " + body.file(), e);
        }
    }

    void delete(String name) throws IOException {
        Files.deleteIfExists(home(name));
        Files.deleteIfExists(incoming.resolve(name));
    }

    /**
     * Finishes what a crash interrupted.
     *
     * @param known picks those of the names that belong to something
     */
    void recover(Function<Set<String>, Set<String>> known) {
        try (Stream<Path> listed = Files.list(incoming)) {
            Set<String> strays =
                    listed.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
            Set<String> kept = strays.isEmpty() ? Set.of() : known.apply(strays);
            for (String name : strays) {
                if (kept.contains(name)) {
                    move(incoming.resolve(name), home(name));
                } else {
                    Files.delete(incoming.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new StorageException(incoming + " cannot be put in order: " + e, e);
        }
        emptyTrash();
    }

    /** Sets all bodies aside; removing them goes on in the background. */
    void clear() {
        try {
            Files.move(bodies, trash.resolve(UUID.randomUUID().toString()), StandardCopyOption.ATOMIC_MOVE);
            Files.createDirectories(bodies);
        } catch (IOException e) {
            throw new StorageException(bodies + " cannot be emptied: " + e, e);
        }
        emptyTrash();
    }

    private void emptyTrash() {
        try (Stream<Path> listed = Files.list(trash)) {
            List<Path> discarded = listed.toList();
            if (!discarded.isEmpty()) {
                Thread.ofVirtual().name("object-trash").start(() -> discarded.forEach(BodyFiles::deleteTree));
            }
        } catch (IOException e) {
            log("the trash stays until the next start", e);
        }
    }

    private interface Filling {
        long fill(String name, FileChannel channel) throws IOException;
    }

    private Staged stage(Filling filling) throws IOException {
        String name = UUID.randomUUID().toString();
        Path file = incoming.resolve(name);
        boolean complete = false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            long size = filling.fill(name, channel);
            channel.force(false);
            sync(incoming);
            complete = true;
            return new Staged(name, file, size);
        } finally {
            if (!complete) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The name of the directory in which a body is. */
    static String folder(String name) {
        return name.substring(0, 2);
    }

    /** Where a body belongs. */
    Path home(String name) {
        return in(folder(name), name);
    }

    Path in(String folder, String name) {
        return bodies.resolve(folder).resolve(name);
    }

    /** The names of the directories that there are; among them the empty one, in which nothing belongs. */
    Set<String> folders() {
        try (Stream<Path> listed = Files.list(bodies)) {
            return Stream.concat(
                            Stream.of(""),
                            listed.filter(Files::isDirectory)
                                    .map(folder -> folder.getFileName().toString()))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new StorageException(bodies + " cannot be looked at: " + e, e);
        }
    }

    /** The files in a directory: sizes in bytes by names. */
    Map<String, Long> sizes(String folder) {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> listed = Files.list(bodies.resolve(folder))) {
            for (Path file : listed.filter(Files::isRegularFile).toList()) {
                size(file).ifPresent(size -> sizes.put(file.getFileName().toString(), size));
            }
        } catch (NoSuchFileException e) {
            return sizes;
        } catch (IOException e) {
            throw new StorageException(bodies.resolve(folder) + " cannot be looked at: " + e, e);
        }
        return sizes;
    }

    /** The size in bytes of a body, wherever it is on its way; empty if it is nowhere. */
    OptionalLong size(String name) {
        try {
            // In between it may be moved from the one to the other.
            for (Path place : List.of(home(name), incoming.resolve(name), home(name))) {
                OptionalLong size = size(place);
                if (size.isPresent()) {
                    return size;
                }
            }
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new StorageException(home(name) + " cannot be looked at: " + e, e);
        }
    }

    private static OptionalLong size(Path file) throws IOException {
        try {
            return OptionalLong.of(Files.size(file));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(to.resolveSibling("."));
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void deleteTree(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(
                        Path directory, @org.jspecify.annotations.Nullable IOException e) throws IOException {
                    Files.deleteIfExists(directory);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            log(root + " stays until the next start", e);
        }
    }

    private static void log(String message, IOException e) {
        System.getLogger(BodyFiles.class.getName()).log(System.Logger.Level.WARNING, message, e);
    }
}
