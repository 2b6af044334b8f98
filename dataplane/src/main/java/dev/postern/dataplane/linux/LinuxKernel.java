package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.IpCommand;
import dev.postern.dataplane.namespaces.Kernel;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.NamespaceName;
import dev.postern.dataplane.namespaces.NamespaceState;
import dev.postern.dataplane.namespaces.News;
import dev.postern.dataplane.namespaces.PacketProgram;
import dev.postern.dataplane.namespaces.Ruleset;
import dev.postern.dataplane.namespaces.Step;
import dev.postern.dataplane.namespaces.Veth;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.linux.NetlinkMessage;
import dev.postern.linux.PacketPrograms;
import dev.postern.linux.SystemCallException;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.net.Cidr;
import dev.postern.network.Severed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel of this machine, as far as it is ours: the namespaces pinned in one directory. Nothing outside them is read or
 * changed.
 */
final class LinuxKernel implements Kernel {
    private static final Logger LOG = System.getLogger(LinuxKernel.class.getName());
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-7]{3})");

    private final Path directory;
    private final Path users;
    private final LinuxDataPlane.Ids ids;
    private final AtomicBoolean toldOfPrograms = new AtomicBoolean();
    private final Set<String> watched = new TreeSet<>();

    /** Ends that wait for their other one, which is named by namespace and link. */
    private final Map<String, End> halfUp = new HashMap<>();

    private final List<News> restorations = new ArrayList<>();
    private Optional<Watch> watch = Optional.empty();

    /**
     * Takes directories.
     *
     * @param directory made on demand; whatever network namespace is pinned in it is ours
     * @param users the same for the user namespaces that own those of instances
     * @param ids which ids of the host an instance's users have
     */
    LinuxKernel(Path directory, Path users, LinuxDataPlane.Ids ids) {
        this.directory = real(directory.toAbsolutePath().normalize());
        this.users = real(users.toAbsolutePath().normalize());
        this.ids = ids;
    }

    /** The path without symbolic links, as the kernel lists mounts, though its end may not exist yet. */
    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            Path parent = path.getParent();
            return parent == null ? path : real(parent).resolve(path.getFileName());
        }
    }

    /** A path as {@code mountinfo} writes it: blanks and the like as octal numbers. */
    private static Path unescaped(String field) {
        return Path.of(
                field.indexOf('\\') < 0
                        ? field
                        : ESCAPE.matcher(field)
                                .replaceAll(match -> Matcher.quoteReplacement(
                                        String.valueOf((char) Integer.parseInt(match.group(1), 8)))));
    }

    Namespace namespace(String name) {
        return new Namespace(directory.resolve(name));
    }

    /** An instance's network namespace, and the user namespace that owns it. */
    InstanceNamespaces instance(String name) {
        return new InstanceNamespaces(users.resolve(name), directory.resolve(name));
    }

    @Override
    public SortedSet<String> namespaces() {
        // Of an instance, one of both may be there alone, when a process was killed between two steps, or by somebody
        // else.
        SortedSet<String> networks = new TreeSet<>();
        SortedSet<String> owners = new TreeSet<>();
        mounted(Map.of(directory, networks, users, owners));
        watched.stream()
                .filter(name -> NamespaceName.instance(name).isPresent())
                .filter(name -> networks.contains(name) != owners.contains(name))
                .forEach(name -> restorations.add(new News.Unknown(name)));
        networks.addAll(owners);
        return networks;
    }

    /** Collects the names of what is mounted in directories. There may be thousands of mounts: they are read once. */
    private static void mounted(Map<Path, SortedSet<String>> directories) {
        try (var mounts = Files.lines(MOUNTS)) {
            mounts.forEach(line -> {
                // Fields: id parent device root mountpoint ...
                Path mountPoint = unescaped(line.split(" ", 6)[4]);
                Path parent = mountPoint.getParent();
                SortedSet<String> names = parent == null ? null : directories.get(parent);
                if (names != null) {
                    names.add(String.valueOf(mountPoint.getFileName()));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public NamespaceState observe(String namespace) throws KernelException {
        if (NamespaceName.instance(namespace).isPresent()
                && !instance(namespace).exist()
                && !foundAgain(namespace)) {
            // Half made, or of an earlier version, whose instances had no user namespaces: it begins anew.
            create(namespace);
        }
        List<String> restored = new ArrayList<>();
        NamespaceState state = inside(namespace, () -> {
            restored.addAll(Settings.restore(namespace));
            NamespaceState found = StateReader.read();
            boolean inspects = NamespaceName.managed(namespace).isPresent()
                    && found.links().containsKey(NamespaceName.INSPECTOR_LINK);
            if (inspects && stopOffload()) {
                restored.add("tx-checksum of " + NamespaceName.INSPECTOR_LINK);
            }
            return found;
        });
        if (watched.add(namespace)) {
            // Left by an earlier process, perhaps of another version: nobody changed anything.
            watch.ifPresent(w -> w.add(namespace, directory.resolve(namespace)));
        } else if (!restored.isEmpty()) {
            restorations.add(new News.SettingRestored(namespace, "changed setting " + String.join(", ", restored)));
        }
        return state;
    }

    private static boolean stopOffload() throws KernelException {
        try {
            return LinkOffload.stop(NamespaceName.INSPECTOR_LINK);
        } catch (IOException e) {
            throw new KernelException("cannot see to it that appliances get whole packets: " + e.getMessage(), e);
        }
    }

    /** A network whose mount is gone lives on with the instance's processes. */
    private boolean foundAgain(String namespace) throws KernelException {
        try {
            boolean found = instance(namespace).mountNetworkAgain();
            if (found) {
                restorations.add(new News.SettingRestored(namespace, "missing mount of the network namespace"));
            }
            return found;
        } catch (IOException e) {
            throw new KernelException(String.valueOf(e.getMessage()), e);
        }
    }

    /** From now on it is told what others change. Before anything is observed or made. */
    void watch(Runnable alarm) {
        try {
            watch = Optional.of(Watch.open(alarm));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "changes of the network are noticed late", e);
        }
    }

    void stopWatching() {
        watch.ifPresent(Watch::close);
        watch = Optional.empty();
    }

    @Override
    public List<News> news() {
        List<News> news = new ArrayList<>(restorations);
        restorations.clear();
        watch.ifPresent(w -> news.addAll(w.news()));
        return news;
    }

    @Override
    public void apply(Step step) throws KernelException {
        switch (step) {
            case Step.CreateNamespace(String name) -> create(name);
            case Step.RemoveNamespace(String name) -> remove(name);
            case Step.LoadRuleset(String name, Optional<Ruleset> before, Ruleset ruleset, NamespaceState _) ->
                inside(name, () -> load(name, before, ruleset));
            case Step.Configure(String name, List<IpCommand> commands) -> configure(name, commands);
            case Step.RunProgram(String name, String link, Optional<PacketProgram> program) ->
                inside(name, () -> {
                    run(link, program);
                    return true;
                });
            case Step.ForgetConnections(
                    String name,
                    SortedSet<Cidr> from,
                    SortedSet<Cidr> to,
                    SortedSet<Integer> marks) -> new TrackedConnections(namespace(name)).forget(from, to, marks);
            case Step.EndFlows(String name, SortedMap<Integer, Severed> byPort) ->
                new TrackedConnections(namespace(name)).endFlows(byPort);
        }
    }

    private void run(String link, Optional<PacketProgram> program) throws KernelException {
        try {
            int number = StateReader.number(link);
            if (program.isEmpty()) {
                PacketPrograms.clear(number, StateReader.direction(link));
            } else {
                run(link, number, program.get());
            }
        } catch (SystemCallException e) {
            if (e.errno() != SystemCallException.EINVAL) {
                throw new KernelException("cannot run a program for packets at " + link + ": " + e.getMessage(), e);
            }
            if (!toldOfPrograms.getAndSet(true)) {
                LOG.log(
                        Level.WARNING,
                        "this kernel runs no programs at links: IPv6 is not translated to IPv4, and solicitations are not answered",
                        e);
            }
        } catch (IOException e) {
            throw new KernelException("cannot run a program for packets at " + link + ": " + e.getMessage(), e);
        }
    }

    /** What others of the namespace remember, it shares. */
    private static void run(String link, int number, PacketProgram program) throws IOException {
        if (link.equals(NamespaceName.INSPECTOR_LINK)) {
            LinkOffload.stop(link);
        }
        int out = program.out().isPresent() ? StateReader.number(program.out().get()) : 0;
        List<Integer> among = program.maps().isEmpty() ? List.of() : StateReader.inspectionLinks();
        PacketPrograms.replace(
                number,
                StateReader.direction(link),
                program.kernelName(out),
                program.bytes(out),
                program.maps(),
                among);
    }

    private void create(String name) throws KernelException {
        Path pin = directory.resolve(name);
        try {
            Optional<InstanceId> instance = NamespaceName.instance(name);
            if (instance.isPresent()) {
                instance(name).create(ids.of(instance.get()));
            } else {
                Files.createDirectories(directory);
                if (!Files.exists(pin)) {
                    Files.createFile(pin);
                }
                Namespace.create(pin);
            }
        } catch (IOException e) {
            throw new KernelException("cannot make a network namespace: " + e.getMessage(), e);
        }
        inside(name, () -> Settings.restore(name));
        watched.add(name);
        watch.ifPresent(w -> w.add(name, pin));
    }

    private void remove(String name) throws KernelException {
        watched.remove(name);
        watch.ifPresent(w -> w.remove(name));
        try {
            instance(name).remove();
        } catch (IOException e) {
            throw new KernelException("cannot remove the network namespace " + name + ": " + e.getMessage(), e);
        }
    }

    /** Removes what a process left that was killed between making a pin and mounting on it; and the directories. */
    void removePins() {
        for (Path pins : List.of(directory, users)) {
            removePins(pins);
        }
    }

    private static void removePins(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                return;
            }
            SortedSet<String> mounted = new TreeSet<>();
            mounted(Map.of(directory, mounted));
            try (var pins = Files.list(directory)) {
                for (Path pin : pins.toList()) {
                    if (!mounted.contains(String.valueOf(pin.getFileName()))) {
                        Files.delete(pin);
                    }
                }
            }
            if (mounted.isEmpty()) {
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean load(String name, Optional<Ruleset> before, Ruleset ruleset) throws KernelException {
        if (before.isPresent()) {
            try {
                Nftables.run(ruleset.update(before.get(), nextTransaction(name)));
                return true;
            } catch (KernelException e) {
                // Somebody changed the table under us, or two blocks overlap for a moment: it is replaced whole.
                LOG.log(Level.DEBUG, "{0}", e.getMessage());
            }
        }
        Nftables.run(ruleset.replacement(nextTransaction(name)));
        return true;
    }

    private int nextTransaction(String name) throws KernelException {
        try {
            int next = LoadedRules.transactions() + 1;
            watch.ifPresent(w -> w.ownTransaction(name, next));
            return next;
        } catch (IOException e) {
            throw new KernelException(String.valueOf(e.getMessage()), e);
        }
    }

    private void configure(String name, List<IpCommand> commands) throws KernelException {
        inside(name, () -> {
            try {
                new RouteChanges(commands, directory::resolve).run(sender -> watch.ifPresent(w -> w.ownSender(sender)));
            } finally {
                answerAtOnce(commands);
            }
            return true;
        });
        for (IpCommand command : commands) {
            if (command instanceof IpCommand.AddVeth(Veth veth)) {
                halfUp.put(
                        veth.peerNamespace() + " " + veth.far().name(),
                        new End(name, veth.near().name()));
            } else if (command instanceof IpCommand.SetUp(String link)) {
                End other = halfUp.remove(name + " " + link);
                if (other != null) {
                    settle(other);
                }
            }
        }
    }

    /**
     * The end that was up first sends nothing before the kernel's link watch has looked at it, which may be a second later: what is
     * sent until then is lost. To be asked for this one link makes the kernel look at once.
     */
    private void settle(End end) throws KernelException {
        inside(end.namespace(), () -> {
            try {
                List<NetlinkMessage> _ = StateReader.ask(end.link());
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "{0} is gone: {1}", end.link(), e.getMessage());
            }
            return true;
        });
    }

    /** One end of a pair of links. */
    private record End(String namespace, String link) {}

    private static void answerAtOnce(List<IpCommand> commands) throws KernelException {
        for (IpCommand command : commands) {
            if (command instanceof IpCommand.AddVeth(Veth veth)) {
                Settings.answerAtOnce(veth.near().name());
            }
        }
    }

    private interface Task<T> {
        T run() throws KernelException;
    }

    private <T> T inside(String namespace, Task<T> task) throws KernelException {
        try {
            return namespace(namespace).call(task::run);
        } catch (KernelException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new KernelException("in " + namespace + ": " + e.getMessage(), e);
        }
    }
}
