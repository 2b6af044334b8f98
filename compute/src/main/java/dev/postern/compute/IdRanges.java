package dev.postern.compute;

import dev.postern.linux.IdRange;
import dev.postern.model.Problem;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.ResourceId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Which ids of the host the users of each instance have. A range belongs to one instance from when its network is first made
 * until it is deleted; the file {@code instances/ID/ids} says so to the next process.
 *
 * <p>Ranges lie where by convention nobody else's do: above the host's users, those of {@code /etc/subuid} and those that
 * systemd gives away, below 2^31.
 *
 * @see <a href="https://systemd.io/UIDS-GIDS/">Users, groups, UIDs and GIDs on systemd systems</a>
 */
public final class IdRanges {
    private static final String FILE = "ids";
    static final long FIRST = 0x7000_0000L;
    private static final long END = 0x7ffe_0000L;
    private static final int COUNT = (int) ((END - FIRST) / IdRange.SIZE);

    private final Path instances;
    private final BooleanSupplier mappable;
    private final Map<InstanceId, IdRange> known = new TreeMap<>();
    private final List<Repair> repairs = new ArrayList<>();
    private int next;

    /**
     * A file that was damaged, and what became of it. As nothing waits until it is on the disk, it may be empty after a power
     * failure; then no instance runs any more.
     *
     * @param file {@code DATA/instances/ID/ids}
     * @param kept what the running instance has; if none, nothing of it runs and it gets another range, and what was made with
     *     the former one, its namespaces, must go
     */
    public record Repair(InstanceId instance, Path file, Optional<IdRange> kept) {
        public Problem problem() {
            return new Problem(
                    Problem.Code.INSTANCE_FILE_DAMAGED,
                    Problem.Severity.WARNING,
                    file.toString(),
                    "is damaged, which says the user ids of " + instance);
        }

        /** What was done, in words. */
        public String done() {
            return kept.isPresent()
                    ? "wrote it anew, as the running instance has them"
                    : "the instance does not run, and gets other ids; on its disk are none of either";
        }
    }

    private IdRanges(Path instances, BooleanSupplier mappable) {
        this.instances = instances;
        this.mappable = mappable;
        // Two data directories of a machine begin at different places, so that they rarely share a range.
        this.next = Math.floorMod(instances.toString().hashCode(), COUNT);
    }

    /**
     * The ranges of a data directory.
     *
     * @param instances {@code DATA/instances}
     * @param mappable whether this machine can show files with other owners; if not, all have the host's own ids
     * @param process the first process of an instance, if it runs
     */
    static IdRanges open(Path instances, BooleanSupplier mappable, Function<InstanceId, Optional<Long>> process)
            throws IOException {
        IdRanges ranges = new IdRanges(instances, mappable);
        try (Stream<Path> homes = Files.list(instances)) {
            for (Path home : homes.toList()) {
                String name = home.getFileName().toString();
                if (ResourceId.isWellFormed(InstanceId.PREFIX, name) && Files.exists(home.resolve(FILE))) {
                    ranges.open(new InstanceId(name), process);
                }
            }
        }
        return ranges;
    }

    private void open(InstanceId id, Function<InstanceId, Optional<Long>> process) throws IOException {
        Path file = file(id);
        Optional<IdRange> range = given(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (range.isEmpty()) {
            Optional<Long> running = process.apply(id);
            range = running.isPresent() ? Optional.of(mapped(running.get(), file)) : Optional.empty();
            repairs.add(new Repair(id, file, range));
            if (range.isPresent()) {
                write(id, range.get());
            } else {
                Files.delete(file);
            }
        }
        range.ifPresent(found -> known.put(id, found));
    }

    /** The first id of a range, if it is one of those that are given here: a number that was cut is the host's. */
    private static Optional<IdRange> given(String text) {
        String number = text.strip();
        long first = number.matches("[0-9]{1,10}") ? Long.parseLong(number) : -1;
        boolean given = first >= FIRST && first < END && (first - FIRST) % IdRange.SIZE == 0;
        return given || first == IdRange.HOSTS_OWN.first() ? Optional.of(new IdRange(first)) : Optional.empty();
    }

    /** A guess would not do while the instance runs, as another could get the same ids: what the kernel says is it. */
    private static IdRange mapped(long process, Path file) throws IOException {
        Path map = Path.of("/proc", Long.toString(process), "uid_map");
        String[] fields = Files.readString(map).strip().split("\\s+", -1);
        return (fields.length == 3 && fields[2].equals(Integer.toString(IdRange.SIZE))
                        ? given(fields[1])
                        : Optional.<IdRange>empty())
                .orElseThrow(() -> new IOException(file
                        + " is damaged, which says the user ids of an instance that runs: put a copy of it back, or end process "
                        + process + "; the instance gets other ids then"));
    }

    /** Which files were damaged when this was opened. */
    public List<Repair> repairs() {
        return List.copyOf(repairs);
    }

    /** An instance's range; its first call gives it one. */
    public synchronized IdRange of(InstanceId id) throws IOException {
        IdRange range = known.get(id);
        if (range == null) {
            range = mappable.getAsBoolean() ? free() : IdRange.HOSTS_OWN;
            write(id, range);
            known.put(id, range);
        }
        return range;
    }

    private void write(InstanceId id, IdRange range) throws IOException {
        Path home = Trees.directory(instances.resolve(id.value()), "rwx------");
        Path fresh = home.resolve(FILE + ".new");
        Files.writeString(fresh, range.first() + "\n");
        Files.move(fresh, file(id), StandardCopyOption.ATOMIC_MOVE);
    }

    private Path file(InstanceId id) {
        return instances.resolve(id.value()).resolve(FILE);
    }

    /** Whether instances here get ids that are not the host's. */
    boolean areMapped() {
        return mappable.getAsBoolean();
    }

    /** The instance and all that its ids own are gone. */
    synchronized void release(InstanceId id) {
        known.remove(id);
    }

    private IdRange free() throws IOException {
        TreeSet<Long> taken = new TreeSet<>();
        known.values().forEach(range -> taken.add(range.first()));
        List<long[]> foreign = foreign();
        for (int tried = 0; tried < COUNT; tried++) {
            long first = FIRST + (long) next * IdRange.SIZE;
            next = (next + 1) % COUNT; // one that was just given back rests for a while
            if (!taken.contains(first) && foreign.stream().noneMatch(other -> meets(first, other))) {
                return new IdRange(first);
            }
        }
        throw new IOException("no range of user ids is free: " + COUNT + " instances have one");
    }

    private static boolean meets(long first, long[] other) {
        return first < other[0] + other[1] && other[0] < first + IdRange.SIZE;
    }

    /** Subordinate ids that the host has given to its users: {@code name:first:count}, subuid(5). */
    private static List<long[]> foreign() throws IOException {
        List<long[]> ranges = new ArrayList<>();
        for (String file : List.of("/etc/subuid", "/etc/subgid")) {
            if (Files.isReadable(Path.of(file))) {
                for (String line : Files.readAllLines(Path.of(file))) {
                    String[] fields = line.split(":", -1);
                    if (fields.length == 3 && (fields[1] + fields[2]).matches("[0-9]{1,20}")) {
                        ranges.add(new long[] {Long.parseLong(fields[1]), Long.parseLong(fields[2])});
                    }
                }
            }
        }
        return ranges;
    }
}
