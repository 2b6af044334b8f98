package dev.postern.compute;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.linux.IdRange;
import dev.postern.linux.LoopDevice;
import dev.postern.linux.PrivateMounts;
import dev.postern.model.Problem;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.ResourceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Instances as containers of runc, which outlive this process.
 *
 * <pre>
 * instances/ID/ids           which ids of the host its users have
 * instances/ID/volume.ext4   what the instance has written: its root volume; where there are no loop devices, the
 *                            directory "disk" holds it
 * instances/spare-*.ext4     one for the next instance that begins
 * instances/ID/config.json   the container's configuration as last started
 * instances/ID/console.log   its console, of all boots
 * instances/ID/boot          the number of the boot started last, and the boot of the host on which that was
 * run/runc/ID                runc's state
 * </pre>
 *
 * A restarted process knows an instance as its own by its directory here, and its processes by runc's state: a process
 * id together with the time at which that process began.
 *
 * <p>runc is started in a mount namespace in which the instance's root was put together. The instance gets a copy of it, and so
 * its disk is mounted for as long as it runs, and no longer.
 */
public final class RuncDriver implements InstanceDriver {
    private static final System.Logger LOG = System.getLogger(RuncDriver.class.getName());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    private static final int ENDINGS_AT_ONCE = 8;
    /** File systems that cannot hold the upper layer of an overlay. */
    private static final Set<String> NO_LAYERS = Set.of("overlay", "aufs", "9p", "nfs", "nfs4", "vboxsf", "zfs");

    private final Path runc;
    private final Path instances;
    private final Path state;
    private final ImageStore images;
    private final String kernelBoot;
    private final RootAssembly.Storage storage;
    private final Path place;
    private final IdRanges ids;
    private final ConcurrentHashMap<InstanceId, ContainerProcess> inits = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<InstanceId, Boot> boots = new ConcurrentHashMap<>();
    private volatile boolean limits = true;
    private @Nullable Thread spare;

    /**
     * The boot of an instance that was started last.
     *
     * @param number from 1; 0 if there was none
     * @param hosts the id of the boot of the host in which that was
     */
    private record Boot(int number, String hosts) {
        static final Boot NONE = new Boot(0, "");
    }

    private RuncDriver(Path runc, Path data, ImageStore images, String kernelBoot, RootAssembly.Storage storage)
            throws IOException {
        this.runc = runc;
        this.instances = data.resolve("instances");
        this.state = stateDirectory(data);
        this.images = images;
        this.kernelBoot = kernelBoot;
        this.storage = storage;
        this.place = RootAssembly.place(data, runc, Path.of(System.getProperty("java.home")));
        this.ids = IdRanges.open(
                instances,
                new IdMapping(data, place, instances),
                id -> running(id).map(ContainerProcess::pid));
    }

    /** The driver of a data directory. Fails if there is no runc. */
    public static RuncDriver open(Path data, ImageStore images) throws IOException {
        Files.createDirectories(data);
        RootAssembly.Storage storage;
        if (LoopDevice.available() && Commands.find("mke2fs").isPresent()) {
            storage = RootAssembly.Storage.VOLUME;
        } else if (NO_LAYERS.contains(Files.getFileStore(data).type())) {
            storage = RootAssembly.Storage.COPY;
        } else {
            storage = RootAssembly.Storage.LAYER;
        }
        return open(data, images, storage);
    }

    static RuncDriver open(Path data, ImageStore images, RootAssembly.Storage storage) throws IOException {
        Path absolute = data.toRealPath();
        Trees.directory(absolute.resolve("instances"), "rwx------");
        Trees.directory(stateDirectory(absolute), "rwx------");
        String kernelBoot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        RuncDriver driver = new RuncDriver(findRunc(), absolute, images, kernelBoot, storage);
        images.sweep(driver::isUsed);
        return driver;
    }

    /** Which ids of the host the users of instances have. */
    public IdRanges ids() {
        return ids;
    }

    /** What does not hold here that holds elsewhere. It may try something first, which takes some milliseconds. */
    public List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        if (storage != RootAssembly.Storage.VOLUME) {
            problems.add(
                    new Problem(
                            Problem.Code.VOLUME_SIZES_NOT_ENFORCED,
                            Problem.Severity.WARNING,
                            instances.toString(),
                            "there are no loop devices here, or no mke2fs: the disks of instances can grow until the host's is full"));
        }
        if (!ids.areMapped()) {
            problems.add(new Problem(
                    Problem.Code.INSTANCE_IDS_NOT_MAPPED,
                    Problem.Severity.WARNING,
                    instances.toString(),
                    "this kernel, or the file system of /usr, cannot show files with other owners: root of an instance has"
                            + " the host's user id 0, though none of its capabilities"));
        }
        return problems;
    }

    private static Path findRunc() throws IOException {
        return Commands.find("runc").orElseThrow(() -> new IOException("runc is not installed"));
    }

    private static Path stateDirectory(Path data) {
        return data.toAbsolutePath().normalize().resolve("run/runc");
    }

    /** Looks at instances only when there is an image that another version of this program has left. */
    private boolean isUsed(Path image) {
        try {
            for (InstanceId id : observe().keySet()) {
                Path configuration = instances.resolve(id.value()).resolve("config.json");
                if (running(id).isPresent() && Files.exists(configuration)) {
                    String text = Files.readString(configuration);
                    if (text.contains("\"lowerdir=" + image + "\"") || text.contains("\"" + image + "\"")) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public SortedMap<InstanceId, Observed> observe() throws IOException {
        TreeMap<InstanceId, Observed> found = new TreeMap<>();
        for (Path directory : List.of(instances, state)) {
            try (Stream<Path> entries = Files.list(directory)) {
                for (Path entry : entries.toList()) {
                    String name = entry.getFileName().toString();
                    if (ResourceId.isWellFormed(InstanceId.PREFIX, name)) {
                        found.computeIfAbsent(new InstanceId(name), this::observe);
                    }
                }
            }
        }
        return found;
    }

    private Observed observe(InstanceId id) {
        Boot boot = boot(id);
        Optional<ContainerProcess> running = running(id);
        if (running.isPresent()) {
            boundConsole(id);
            // One of an earlier version, without a wall around it, does not count: it is ended and started again.
            return new Observed(running.get().walled() ? Status.RUNNING : Status.ABSENT, boot.number());
        }
        boolean endedByItself = boot.hosts().equals(kernelBoot)
                && Files.exists(state.resolve(id.value()).resolve("state.json"));
        return new Observed(endedByItself ? Status.EXITED : Status.ABSENT, boot.number());
    }

    private void boundConsole(InstanceId id) {
        try {
            consoleOf(id).bound();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the console of " + id + " cannot be bounded", e);
        }
    }

    @Override
    public void prepare(InstanceSpec spec) throws IOException {
        var _ = image(spec);
    }

    private RootFilesystem image(InstanceSpec spec) throws IOException {
        return images.find(spec.rootFilesystem())
                .orElseThrow(() -> new IOException("there is no root filesystem " + spec.rootFilesystem()));
    }

    @Override
    public void start(InstanceSpec spec) throws IOException {
        InstanceId id = spec.id();
        RootFilesystem image = image(spec);
        clear(id);
        Path home = Trees.directory(instances.resolve(id.value()), "rwx------");
        IdRange range = ids.of(id);
        consoleOf(id).begin(range);
        Path boot = home.resolve("boot");
        Path fresh = home.resolve("boot.new");
        Files.writeString(fresh, spec.boots() + "\n" + kernelBoot + "\n");
        Files.move(fresh, boot, StandardCopyOption.ATOMIC_MOVE);
        boots.put(id, new Boot(spec.boots(), kernelBoot));
        RootAssembly root = new RootAssembly(home, image, storage, place);
        try {
            run(spec, root, range);
        } catch (IOException e) {
            if (!limits || !String.valueOf(e.getMessage()).contains("cgroup")) {
                throw e;
            }
            // A host that lets nobody make cgroups (a container's) can still run instances, without limits.
            limits = false;
            clear(id);
            run(spec, root, range);
        }
        if (storage == RootAssembly.Storage.VOLUME && spec.rootVolumeBytes() == InstanceSpec.DEFAULT_VOLUME_BYTES) {
            keepSpare();
        }
    }

    private synchronized void keepSpare() {
        if (spare == null || !spare.isAlive()) {
            spare = Thread.ofVirtual().name("spare-volume").start(() -> {
                try {
                    RootVolume.keepSpare(instances, InstanceSpec.DEFAULT_VOLUME_BYTES);
                } catch (IOException e) {
                    LOG.log(System.Logger.Level.WARNING, "no volume is kept ready", e);
                }
            });
        }
    }

    private synchronized void awaitSpare() {
        try {
            if (spare != null) {
                spare.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(InstanceSpec spec, RootAssembly root, IdRange range) throws IOException {
        PrivateMounts.with(spec.namespaces().user(), range, mounts -> {
            root.mount(mounts, spec.rootVolumeBytes());
            return mounts.outside(entry -> {
                run(spec, root, range, limits, entry);
                return true;
            });
        });
    }

    private void run(InstanceSpec spec, RootAssembly root, IdRange range, boolean limited, String mounts)
            throws IOException {
        Path home = root.home();
        JSON.writeValue(
                home.resolve("config.json").toFile(), RuncConfig.of(spec, root, range, kernelSwitches(), limited));
        Path log = home.resolve("runc.log");
        Files.deleteIfExists(log);
        List<String> command = new ArrayList<>(runc("--log", log.toString()));
        if (!limited) {
            command.add("--rootless=true");
        }
        command.addAll(List.of(
                "run", "--detach", "--bundle", home.toString(), spec.id().value()));
        if (Commands.runInto(consoleOf(spec.id()).file(), Commands.entering(mounts, command)) != 0) {
            String reason = Files.exists(log) ? Files.readString(log).strip() : "runc failed";
            clear(spec.id());
            throw new IOException(spec.id() + ": " + reason);
        }
    }

    @Override
    public void stop(InstanceId id, Duration grace) throws IOException {
        Optional<ContainerProcess> init = running(id);
        init.ifPresent(ContainerProcess::terminate);
        init.ifPresent(found -> found.awaitExit(grace));
        clear(id);
    }

    @Override
    public void delete(InstanceId id) throws IOException {
        clear(id);
        Trees.delete(instances.resolve(id.value()));
        boots.remove(id);
        ids.release(id);
    }

    /**
     * The command that runs a program inside an instance, as root, with the caller's standard streams.
     *
     * @param terminal whether the program gets a terminal of its own
     */
    public List<String> execCommand(InstanceId id, boolean terminal, List<String> program) {
        List<String> command = new ArrayList<>(runc("exec"));
        if (terminal) {
            command.add("--tty");
        }
        command.addAll(List.of("--env", "HOME=/root", id.value()));
        command.addAll(program);
        return List.copyOf(command);
    }

    /** Runs a shell script inside an instance, as root; the script is no argument of a process, and may hold secrets. */
    public Said shell(InstanceId id, String script, Duration limit) throws IOException {
        return Commands.talk(execCommand(id, false, List.of("/bin/sh", "-s")), script, limit);
    }

    /** The last 64 KiB of an instance's console. */
    public byte[] console(InstanceId id) throws IOException {
        return consoleOf(id).tail();
    }

    private Console consoleOf(InstanceId id) {
        return new Console(instances.resolve(id.value()).resolve("console.log"));
    }

    /** Ends all instances, each in order within the grace, and keeps their disks: they start again when asked to. */
    public void stopAll(Duration grace) throws IOException {
        awaitSpare();
        List<InstanceId> found = observe().keySet().stream().toList();
        found.forEach(id -> running(id).ifPresent(ContainerProcess::terminate));
        long deadline = System.nanoTime() + grace.toNanos();
        each(found, id -> {
            running(id).ifPresent(init -> init.awaitExit(Duration.ofNanos(deadline - System.nanoTime())));
            clear(id);
        });
    }

    /** Ends all instances at once and deletes all their disks. */
    public void destroyAll() throws IOException {
        awaitSpare();
        each(observe().keySet(), this::delete);
    }

    @FunctionalInterface
    private interface Ending {
        void of(InstanceId id) throws IOException;
    }

    /** Side by side, as most of it is waiting for a program to begin and end. One that fails does not keep the others. */
    private static void each(Collection<InstanceId> instances, Ending ending) throws IOException {
        List<Future<InstanceId>> ended = new ArrayList<>();
        try (ExecutorService workers = Executors.newFixedThreadPool(ENDINGS_AT_ONCE)) {
            for (InstanceId id : instances) {
                ended.add(workers.submit(() -> {
                    ending.of(id);
                    return id;
                }));
            }
        }
        IOException failures = new IOException("not all instances ended");
        for (Future<InstanceId> one : ended) {
            if (one.state() == Future.State.FAILED) {
                failures.addSuppressed(one.exceptionNow());
            }
        }
        if (failures.getSuppressed().length > 0) {
            throw failures;
        }
    }

    /** Ends what runs, and removes the container with its cgroup. Afterwards the instance is absent. */
    private void clear(InstanceId id) throws IOException {
        Optional<ContainerProcess> init = running(id);
        if (Files.exists(state.resolve(id.value()))) {
            Commands.run(runc("delete", "--force", id.value()));
        }
        if (init.isPresent() && !init.get().awaitExit(KILL_LIMIT)) {
            throw new IOException(id + " does not end, although it was killed");
        }
        inits.remove(id);
        // A crash between runc's first and last write leaves a directory that runc itself does not recognise.
        Trees.delete(state.resolve(id.value()));
    }

    private static List<String> kernelSwitches() throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc/sys"))) {
            return entries.filter(entry -> !entry.endsWith("net"))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    private List<String> runc(String... arguments) {
        List<String> command = new ArrayList<>(List.of(runc.toString(), "--root", state.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** As its file says, which only this process writes; if that says no number, as of one that was never started. */
    private Boot boot(InstanceId id) {
        return boots.computeIfAbsent(id, _ -> {
            try {
                List<String> lines =
                        Files.readAllLines(instances.resolve(id.value()).resolve("boot"));
                return lines.isEmpty() || !lines.getFirst().matches("[0-9]{1,9}")
                        ? Boot.NONE
                        : new Boot(Integer.parseInt(lines.getFirst()), lines.getLast());
            } catch (IOException e) {
                return Boot.NONE;
            }
        });
    }

    private Optional<ContainerProcess> running(InstanceId id) {
        ContainerProcess known = inits.get(id);
        if (known == null) {
            Optional<ContainerProcess> found = ContainerProcess.of(state.resolve(id.value()));
            found.ifPresent(init -> inits.put(id, init));
            return found.filter(ContainerProcess::isAlive);
        }
        return Optional.of(known).filter(ContainerProcess::isAlive);
    }
}
