package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.IpCommand;
import dev.postern.dataplane.namespaces.Kernel;
import dev.postern.dataplane.namespaces.KernelException;
import dev.postern.dataplane.namespaces.NamespaceName;
import dev.postern.dataplane.namespaces.NamespaceState;
import dev.postern.dataplane.namespaces.Ruleset;
import dev.postern.dataplane.namespaces.Step;
import dev.postern.dataplane.namespaces.Veth;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.ec2.InstanceId;
import dev.postern.model.net.Cidr;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4");

    /** How many entries conntrack says it has deleted when it found none: that is its failure. */
    private static final int NOTHING_FOUND = 1;

    private final Path directory;
    private final Path users;
    private final LinuxDataPlane.Ids ids;

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
        return Path.of(ESCAPE.matcher(field)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8)))));
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
        // Of an instance, one of both may be there alone, when a process was killed between two steps.
        return mounted(Set.of(directory, users));
    }

    private static SortedSet<String> mounted(Set<Path> directories) {
        TreeSet<String> names = new TreeSet<>();
        try (var mounts = Files.lines(MOUNTS)) {
            mounts.forEach(line -> {
                // Fields: id parent device root mountpoint ...
                Path mountPoint = unescaped(line.split(" ", 6)[4]);
                Path parent = mountPoint.getParent();
                if (parent != null && directories.contains(parent)) {
                    names.add(String.valueOf(mountPoint.getFileName()));
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    @Override
    public NamespaceState observe(String namespace) throws KernelException {
        if (NamespaceName.instance(namespace).isPresent()
                && !instance(namespace).exist()) {
            // Half made, or of an earlier version, whose instances had no user namespaces: it begins anew.
            create(namespace);
        }
        return inside(namespace, () -> {
            settings(namespace);
            return StateReader.read();
        });
    }

    @Override
    public void apply(Step step) throws KernelException {
        switch (step) {
            case Step.CreateNamespace(String name) -> create(name);
            case Step.RemoveNamespace(String name) -> remove(name);
            case Step.LoadRuleset(String name, Optional<Ruleset> before, Ruleset ruleset, NamespaceState _) ->
                inside(name, () -> load(before, ruleset));
            case Step.Configure(String name, List<IpCommand> commands) ->
                inside(name, () -> {
                    configure(commands);
                    return true;
                });
            case Step.ForgetConnections(String name, SortedSet<Cidr> from, SortedSet<Cidr> to) ->
                inside(name, () -> {
                    for (Cidr block : from) {
                        forget("--orig-src", block);
                    }
                    for (Cidr block : to) {
                        forget("--orig-dst", block);
                    }
                    return true;
                });
        }
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
        inside(name, () -> {
            settings(name);
            return true;
        });
    }

    private void remove(String name) throws KernelException {
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
            SortedSet<String> mounted = mounted(Set.of(directory));
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

    private static boolean load(Optional<Ruleset> before, Ruleset ruleset) throws KernelException {
        if (before.isPresent()) {
            try {
                Nftables.run(ruleset.update(before.get()));
                return true;
            } catch (KernelException e) {
                // Somebody changed the table under us, or two blocks overlap for a moment: it is replaced whole.
                LOG.log(Level.DEBUG, "{0}", e.getMessage());
            }
        }
        Nftables.run(ruleset.replacement());
        return true;
    }

    private void configure(List<IpCommand> commands) throws KernelException {
        try {
            new IpBatch(commands, name -> directory.resolve(name)).run();
        } finally {
            for (IpCommand command : commands) {
                if (command instanceof IpCommand.AddVeth(Veth veth)) {
                    answerAtOnce(veth.near().name());
                }
            }
        }
    }

    /** A router answers ARP requests for the hosts behind it; by default it would wait for up to 0.8 s before. */
    private static void answerAtOnce(String link) throws KernelException {
        Path delay = SETTINGS.resolve("neigh/" + link + "/proxy_delay");
        if (Files.exists(delay)) {
            write(Map.of(delay, "0"));
        }
    }

    private static void forget(String direction, Cidr block) throws KernelException {
        Tool.Result result = Tool.run(List.of("conntrack", "-D", direction, block.toString()), "");
        if (result.code() != 0 && result.code() != NOTHING_FOUND) {
            throw new KernelException("conntrack: " + result.errors().strip());
        }
    }

    /** The settings of a namespace. Written whenever it is looked at: they are cheap, and a killed process may have left some. */
    private static void settings(String namespace) throws KernelException {
        try {
            Libc.setLoopbackUp();
        } catch (IOException e) {
            throw new KernelException(String.valueOf(e.getMessage()), e);
        }
        SortedMap<Path, String> settings = new TreeMap<>();
        for (String scope : List.of("all", "default")) {
            settings.put(Path.of("/proc/sys/net/ipv6/conf", scope, "disable_ipv6"), "1");
            settings.put(
                    SETTINGS.resolve("conf/" + scope + "/rp_filter"),
                    namespace.equals(NamespaceName.INTERNET) ? "1" : "0");
        }
        if (namespace.equals(NamespaceName.INTERNET)
                || NamespaceName.vpc(namespace).isPresent()) {
            settings.put(SETTINGS.resolve("ip_forward"), "1");
            settings.put(SETTINGS.resolve("conf/all/accept_local"), "1");
            // The way back is looked up by the same rules as the way there.
            settings.put(SETTINGS.resolve("conf/all/src_valid_mark"), "1");
            for (String scope : List.of("all", "default")) {
                settings.put(SETTINGS.resolve("conf/" + scope + "/send_redirects"), "0");
            }
            settings.put(SETTINGS.resolve("conf/default/proxy_arp"), "1");
        } else {
            allowPing();
        }
        write(settings);
    }

    /** Everybody may ping in an instance, as distributions have it; where groups are not all mapped, root still may. */
    private static void allowPing() {
        try {
            Files.writeString(SETTINGS.resolve("ping_group_range"), "0 2147483647");
        } catch (IOException e) {
            LOG.log(Level.TRACE, "ping is left to root", e);
        }
    }

    private static void write(Map<Path, String> settings) throws KernelException {
        for (Map.Entry<Path, String> setting : settings.entrySet()) {
            try {
                if (Files.exists(setting.getKey())) {
                    Files.writeString(setting.getKey(), setting.getValue());
                }
            } catch (IOException e) {
                throw new KernelException("cannot set " + setting.getKey() + ": " + e.getMessage(), e);
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
