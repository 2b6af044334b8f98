package dev.postern.compute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.ResourceId;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Instances as containers of runc, which outlive this process.
 *
 * <pre>
 * instances/ID/disk          what the instance has written: the upper layer of its root; or, where the data directory's
 *                            file system cannot hold such a layer, the whole root
 * instances/ID/config.json   the container's configuration as last started
 * instances/ID/console.log   its console, of all boots
 * instances/ID/boot          the number of the boot started last, and the boot of the host on which that was
 * run/runc/ID                runc's state
 * </pre>
 *
 * A restarted process knows an instance as its own by its directory here, and its processes by runc's state: a process
 * id together with the time at which that process began.
 */
public final class RuncDriver implements InstanceDriver {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long EXIT_POLL_NANOS = Duration.ofMillis(2).toNanos();
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
    /** File systems that cannot hold the upper layer of an overlay. */
    private static final Set<String> NO_LAYERS = Set.of("overlay", "aufs", "9p", "nfs", "nfs4", "vboxsf", "zfs");

    private static final int CONSOLE_BYTES_MAX = 64 * 1024;

    private final Path runc;
    private final Path instances;
    private final Path state;
    private final ImageStore images;
    private final String kernelBoot;
    private final boolean layered;
    private final ConcurrentHashMap<InstanceId, Init> inits = new ConcurrentHashMap<>();
    private volatile boolean limits = true;

    /** The first process of a container, as the host sees it. */
    private record Init(long pid, long startTicks) {}

    private RuncDriver(Path runc, Path data, ImageStore images, String kernelBoot, boolean layered) {
        this.runc = runc;
        this.instances = data.resolve("instances");
        this.state = stateDirectory(data);
        this.images = images;
        this.kernelBoot = kernelBoot;
        this.layered = layered;
    }

    /** The driver of a data directory. Fails if there is no runc. */
    public static RuncDriver open(Path data, ImageStore images) throws IOException {
        Files.createDirectories(data);
        return open(data, images, !NO_LAYERS.contains(Files.getFileStore(data).type()));
    }

    static RuncDriver open(Path data, ImageStore images, boolean layered) throws IOException {
        Path absolute = data.toAbsolutePath().normalize();
        Trees.directory(absolute.resolve("instances"), "rwx------");
        Trees.directory(stateDirectory(absolute), "rwx------");
        String kernelBoot =
                Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        RuncDriver driver = new RuncDriver(findRunc(), absolute, images, kernelBoot, layered);
        driver.sweepImages();
        return driver;
    }

    private static Path findRunc() throws IOException {
        return Commands.find("runc").orElseThrow(() -> new IOException("runc is not installed"));
    }

    private static Path stateDirectory(Path data) {
        return data.toAbsolutePath().normalize().resolve("run/runc");
    }

    private void sweepImages() throws IOException {
        StringBuilder configurations = new StringBuilder();
        for (InstanceId id : observe().keySet()) {
            Path configuration = instances.resolve(id.value()).resolve("config.json");
            if (running(id).isPresent() && Files.exists(configuration)) {
                configurations.append(Files.readString(configuration));
            }
        }
        images.sweep(image -> configurations.indexOf("\"lowerdir=" + image + "\"") >= 0
                || configurations.indexOf("\"" + image + "\"") >= 0);
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
        List<String> boot = readBoot(id);
        int boots = boot.isEmpty() ? 0 : Integer.parseInt(boot.getFirst());
        if (running(id).isPresent()) {
            return new Observed(Status.RUNNING, boots);
        }
        boolean endedByItself = !boot.isEmpty()
                && boot.getLast().equals(kernelBoot)
                && Files.exists(state.resolve(id.value()).resolve("state.json"));
        return new Observed(endedByItself ? Status.EXITED : Status.ABSENT, boots);
    }

    @Override
    public void start(InstanceSpec spec) throws IOException {
        InstanceId id = spec.id();
        RootFilesystem image = images.find(spec.rootFilesystem())
                .orElseThrow(() -> new IOException("there is no root filesystem " + spec.rootFilesystem()));
        clear(id);
        Path home = Trees.directory(instances.resolve(id.value()), "rwx------");
        if (!layered) {
            copyOnce(image.directory(), home.resolve("disk"));
        }
        RuncConfig.Directories directories = new RuncConfig.Directories(
                Trees.directory(home.resolve("root"), "rwxr-xr-x"),
                Trees.directory(home.resolve("disk"), "rwxr-xr-x"),
                Trees.directory(home.resolve("work"), "rwx------"),
                layered);
        // Only the newest output is ever asked for; the file must not grow with every boot.
        Files.write(home.resolve("console.log"), console(id));
        Path boot = home.resolve("boot");
        Path fresh = home.resolve("boot.new");
        Files.writeString(fresh, spec.boots() + "\n" + kernelBoot + "\n");
        Files.move(fresh, boot, StandardCopyOption.ATOMIC_MOVE);
        try {
            run(spec, image, directories, home);
        } catch (IOException e) {
            if (!limits || !String.valueOf(e.getMessage()).contains("cgroup")) {
                throw e;
            }
            // A host that lets nobody make cgroups (a container's) can still run instances, without limits.
            limits = false;
            clear(id);
            run(spec, image, directories, home);
        }
    }

    /** The disk of an instance where it cannot lie over the image. */
    private static void copyOnce(Path image, Path disk) throws IOException {
        if (!Files.exists(disk)) {
            Path fresh = disk.resolveSibling("disk.new");
            Trees.delete(fresh);
            Commands.run(List.of("cp", "-a", "--reflink=auto", image.toString(), fresh.toString()));
            Files.move(fresh, disk, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private void run(InstanceSpec spec, RootFilesystem image, RuncConfig.Directories directories, Path home)
            throws IOException {
        boolean limited = limits;
        JSON.writeValue(
                home.resolve("config.json").toFile(),
                RuncConfig.of(spec, image, directories, kernelSwitches(), limited));
        Path log = home.resolve("runc.log");
        Files.deleteIfExists(log);
        List<String> command = new ArrayList<>(runc("--log", log.toString()));
        if (!limited) {
            command.add("--rootless=true");
        }
        command.addAll(List.of(
                "run", "--detach", "--bundle", home.toString(), spec.id().value()));
        File console = home.resolve("console.log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console))
                .redirectError(ProcessBuilder.Redirect.appendTo(console))
                .start();
        if (waitFor(process) != 0) {
            String reason = Files.exists(log) ? Files.readString(log).strip() : "runc failed";
            clear(spec.id());
            throw new IOException(spec.id() + ": " + reason);
        }
    }

    @Override
    public void stop(InstanceId id, Duration grace) throws IOException {
        Optional<Init> init = running(id);
        init.ifPresent(RuncDriver::terminate);
        init.ifPresent(found -> awaitExit(found, grace));
        clear(id);
    }

    @Override
    public void delete(InstanceId id) throws IOException {
        clear(id);
        Trees.delete(instances.resolve(id.value()));
    }

    /**
     * The command that runs a program inside an instance, as root, with the caller's standard streams.
     *
     * @param data the data directory
     * @param terminal whether the program gets a terminal of its own
     */
    public static List<String> execCommand(Path data, InstanceId id, boolean terminal, List<String> program)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of(findRunc().toString(), "--root", stateDirectory(data).toString(), "exec"));
        if (terminal) {
            command.add("--tty");
        }
        command.addAll(List.of("--env", "HOME=/root", id.value()));
        command.addAll(program);
        return List.copyOf(command);
    }

    /** The last 64 KiB of an instance's console. */
    public byte[] console(InstanceId id) throws IOException {
        try (FileChannel file = FileChannel.open(instances.resolve(id.value()).resolve("console.log"))) {
            long start = Math.max(0, file.size() - CONSOLE_BYTES_MAX);
            ByteBuffer tail = ByteBuffer.allocate((int) (file.size() - start));
            int read;
            do {
                read = file.read(tail, start + tail.position());
            } while (read > 0);
            return Arrays.copyOf(tail.array(), tail.position());
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    /** Ends all instances, each in order within the grace, and keeps their disks: they start again when asked to. */
    public void stopAll(Duration grace) throws IOException {
        List<InstanceId> found = observe().keySet().stream().toList();
        found.forEach(id -> running(id).ifPresent(RuncDriver::terminate));
        long deadline = System.nanoTime() + grace.toNanos();
        for (InstanceId id : found) {
            running(id).ifPresent(init -> awaitExit(init, Duration.ofNanos(deadline - System.nanoTime())));
            clear(id);
        }
    }

    /** Ends all instances at once and deletes all their disks. */
    public void destroyAll() throws IOException {
        for (InstanceId id : observe().keySet()) {
            delete(id);
        }
    }

    /** Ends what runs, and removes the container with its cgroup. Afterwards the instance is absent. */
    private void clear(InstanceId id) throws IOException {
        Optional<Init> init = running(id);
        if (Files.exists(state.resolve(id.value()))) {
            Commands.run(runc("delete", "--force", id.value()));
        }
        if (init.isPresent() && !awaitExit(init.get(), KILL_LIMIT)) {
            throw new IOException(id + " does not end, although it was killed");
        }
        inits.remove(id);
        // A crash between runc's first and last write leaves a directory that runc itself does not recognise.
        Trees.delete(state.resolve(id.value()));
        // Overlay's work directory may hold remains that no later mount may meet.
        Trees.delete(instances.resolve(id.value()).resolve("work"));
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

    private List<String> readBoot(InstanceId id) {
        try {
            return Files.readAllLines(instances.resolve(id.value()).resolve("boot"));
        } catch (IOException e) {
            return List.of();
        }
    }

    private Optional<Init> init(InstanceId id) {
        Init known = inits.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        try {
            JsonNode found =
                    JSON.readTree(Files.readAllBytes(state.resolve(id.value()).resolve("state.json")));
            long pid = found.path("init_process_pid").asLong();
            if (pid <= 0) {
                return Optional.empty();
            }
            Init init = new Init(pid, found.path("init_process_start").asLong());
            inits.put(id, init);
            return Optional.of(init);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Init> running(InstanceId id) {
        return init(id).filter(RuncDriver::isAlive);
    }

    private static void terminate(Init init) {
        ProcessHandle.of(init.pid()).ifPresent(ProcessHandle::destroy);
    }

    /** Whether the very process still runs: its number may be another one's by now. proc(5), {@code stat}. */
    private static boolean isAlive(Init init) {
        try {
            String stat =
                    Files.readString(Path.of("/proc", Long.toString(init.pid()), "stat"), StandardCharsets.ISO_8859_1);
            List<String> fields =
                    Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            String status = fields.getFirst();
            return !status.equals("Z") && !status.equals("X") && Long.parseLong(fields.get(19)) == init.startTicks();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Waits, with a limit, until a process that is not our child has ended. It asks again and again, because what the
     * JDK offers waits until the host's first process buries it, which some do only once a second.
     */
    private static boolean awaitExit(Init init, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (isAlive(init)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(EXIT_POLL_NANOS);
        }
        return true;
    }

    private static int waitFor(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("runc was interrupted", e);
        }
    }
}
