package dev.postern.compute;

import dev.postern.linux.IdRange;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
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
    private int next;

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
     */
    static IdRanges open(Path instances, BooleanSupplier mappable) throws IOException {
        IdRanges ranges = new IdRanges(instances, mappable);
        try (Stream<Path> homes = Files.list(instances)) {
            for (Path home : homes.toList()) {
                String name = home.getFileName().toString();
                if (ResourceId.isWellFormed(InstanceId.PREFIX, name) && Files.exists(home.resolve(FILE))) {
                    ranges.known.put(new InstanceId(name), read(home.resolve(FILE)));
                }
            }
        }
        return ranges;
    }

    /** A guess would not do: while the instance runs, another could get the same ids; and a number that was cut is the host's. */
    private static IdRange read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        long first = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : -1;
        boolean given = first >= FIRST && first < END && (first - FIRST) % IdRange.SIZE == 0;
        if (!given && first != IdRange.HOSTS_OWN.first()) {
            throw new IOException(file
                    + " is damaged, which says the user ids of an instance: put a copy of it back, or, if no process of"
                    + " that instance runs any more, delete it; the instance gets other ids then");
        }
        return new IdRange(first);
    }

    /** An instance's range; its first call gives it one. */
    public synchronized IdRange of(InstanceId id) throws IOException {
        IdRange range = known.get(id);
        if (range == null) {
            range = mappable.getAsBoolean() ? free() : IdRange.HOSTS_OWN;
            Path home = Trees.directory(instances.resolve(id.value()), "rwx------");
            Path fresh = home.resolve(FILE + ".new");
            Files.writeString(fresh, range.first() + "\n");
            Files.move(fresh, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
            known.put(id, range);
        }
        return range;
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
