package dev.postern.compute;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.compute.RootFilesystem.Bind;
import dev.postern.linux.IdRange;
import dev.postern.linux.InstanceNamespaces;
import dev.postern.model.net.Ip;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The OCI runtime's configuration of an instance.
 *
 * <p>It runs in the user namespace that owns its network, with ids that are nobody's on the host. That is the wall; what is
 * hidden or refused below only spares the kernel some work.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.0.2/config.md">OCI runtime specification</a>
 */
final class RuncConfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PROCESSES_MAX = 8192;
    private static final int UMASK = 022;
    static final String STORAGE = "dev.postern.storage";

    /** What root of an instance may do, in its own user namespace: its files, processes and network. */
    private static final List<String> CAPABILITIES = List.of(
            "CAP_AUDIT_WRITE",
            "CAP_CHOWN",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_FSETID",
            "CAP_KILL",
            "CAP_NET_ADMIN",
            "CAP_NET_BIND_SERVICE",
            "CAP_NET_RAW",
            "CAP_SETFCAP",
            "CAP_SETGID",
            "CAP_SETPCAP",
            "CAP_SETUID",
            "CAP_SYS_CHROOT",
            "CAP_SYS_PTRACE");

    /** As on a machine of its own, it may mount and make namespaces; not where its user 0 is the host's. */
    private static final String MOUNTING = "CAP_SYS_ADMIN";

    /**
     * What is hidden where user 0 is the host's. Where it is not, ids alone keep all of it from an instance; and nothing may then
     * lie over parts of {@code /proc}, or the kernel would let nobody mount another one, as {@code unshare --mount-proc}, bubblewrap
     * and rootless containers do.
     */
    private static final List<String> MASKED = List.of(
            "/proc/acpi",
            "/proc/asound",
            "/proc/kcore",
            "/proc/keys",
            "/proc/latency_stats",
            "/proc/timer_list",
            "/proc/timer_stats",
            "/proc/sched_debug",
            "/proc/scsi",
            "/sys/firmware");

    /**
     * Switches of the kernel as a whole, which file permissions alone would leave to the instance's root. Of
     * {@code /proc/sys} the instance may write {@code net}: that is its own namespace's, and routing needs it.
     */
    private static final List<String> READ_ONLY = List.of(
            "/proc/bus",
            "/proc/driver",
            "/proc/dynamic_debug",
            "/proc/fs",
            "/proc/irq",
            "/proc/mtrr",
            "/proc/sysrq-trigger",
            "/proc/tty");

    /** Programs that would use it take this answer for a kernel without it. Its faults have been the kernel's most often. */
    private static final List<String> UNKNOWN_CALLS = List.of("io_uring_enter", "io_uring_register", "io_uring_setup");

    private static final int EPERM = 1;
    private static final int ENOSYS = 38;

    /** Calls that reach the kernel as a whole, not only the instance. */
    private static final List<String> REFUSED_CALLS = List.of(
            "acct",
            "add_key",
            "bpf",
            "delete_module",
            "finit_module",
            "init_module",
            "kexec_file_load",
            "kexec_load",
            "keyctl",
            "lookup_dcookie",
            "open_by_handle_at",
            "perf_event_open",
            "quotactl",
            "reboot",
            "request_key",
            "settimeofday",
            "clock_settime",
            "swapoff",
            "swapon",
            "syslog",
            "userfaultfd");

    private RuncConfig() {}

    /**
     * The configuration of one instance.
     *
     * @param root where its root is put together before
     * @param ids its users' ids on the host
     * @param kernelSwitches the directories in /proc/sys, without {@code net}
     * @param limits whether the host lets us limit memory and processes
     */
    static ObjectNode of(
            InstanceSpec spec, RootAssembly root, IdRange ids, List<String> kernelSwitches, boolean limits) {
        ObjectNode config = JSON.createObjectNode();
        config.put("ociVersion", "1.0.2");
        config.put("hostname", spec.hostName());
        config.putObject("root").put("path", root.place().toString()).put("readonly", false);
        process(config.putObject("process"), spec, ids);
        mounts(config.putArray("mounts"));
        annotations(config.putObject("annotations"), root);
        ObjectNode linux = config.putObject("linux");
        namespaces(linux.putArray("namespaces"), spec.namespaces());
        map(linux.putArray("uidMappings"), ids);
        map(linux.putArray("gidMappings"), ids);
        if (!ids.isMapped()) {
            strings(linux.putArray("maskedPaths"), MASKED);
            strings(linux.putArray("readonlyPaths"), READ_ONLY);
            strings(linux.withArray("readonlyPaths"), kernelSwitches);
        }
        linux.put("cgroupsPath", "/postern-" + spec.id());
        ObjectNode resources = linux.putObject("resources");
        resources.putArray("devices").addObject().put("allow", false).put("access", "rwm");
        if (limits) {
            resources.putObject("pids").put("limit", PROCESSES_MAX);
            resources.putObject("memory").put("limit", spec.memoryBytes());
        }
        seccomp(linux.putObject("seccomp"));
        return config;
    }

    private static void process(ObjectNode process, InstanceSpec spec, IdRange ids) {
        process.put("terminal", false);
        process.putObject("user").put("uid", 0).put("gid", 0).put("umask", UMASK);
        process.putArray("args").add("/bin/sh").add("/opt/postern/init");
        process.put("cwd", "/");
        strings(
                process.putArray("env"),
                List.of(
                        "PATH=/opt/postern/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "POSTERN_INSTANCE=" + spec.id(),
                        "POSTERN_HOSTNAME=" + spec.hostName(),
                        "POSTERN_SEARCH=" + spec.names().search(),
                        "POSTERN_ADDRESS=" + spec.address(),
                        "POSTERN_NAME_SERVERS="
                                + spec.names().servers().stream()
                                        .map(Ip::toString)
                                        .collect(Collectors.joining(" "))));
        ObjectNode capabilities = process.putObject("capabilities");
        for (String set : List.of("bounding", "effective", "permitted")) {
            ArrayNode granted = capabilities.putArray(set);
            strings(granted, CAPABILITIES);
            if (ids.isMapped()) {
                granted.add(MOUNTING);
            }
        }
        // sudo and ping gain privileges by set-user-id and file capabilities, as on any machine.
        process.put("noNewPrivileges", false);
    }

    /** What runs lies over these directories: they must not be swept. Strangers to runc, it keeps them for us. */
    private static void annotations(ObjectNode annotations, RootAssembly root) {
        annotations.put(STORAGE, root.storage().toString());
        annotations.put("dev.postern.image", root.image().directory().toString());
        for (Bind bind : root.image().binds()) {
            annotations.put(
                    "dev.postern.bind." + bind.destination(), bind.source().toString());
        }
    }

    private static void mounts(ArrayNode mounts) {
        mount(mounts, "/proc", "proc", "proc", "nosuid", "noexec", "nodev");
        mount(mounts, "/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k");
        mount(
                mounts,
                "/dev/pts",
                "devpts",
                "devpts",
                "nosuid",
                "noexec",
                "newinstance",
                "ptmxmode=0666",
                "mode=0620",
                "gid=5");
        mount(mounts, "/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k");
        mount(mounts, "/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev");
        mount(mounts, "/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro");
        mount(mounts, "/run", "tmpfs", "tmpfs", "nosuid", "nodev", "mode=755", "size=65536k");
    }

    private static void mount(ArrayNode mounts, String destination, String type, String source, String... options) {
        ObjectNode mount = mounts.addObject();
        mount.put("destination", destination).put("type", type).put("source", source);
        strings(mount.putArray("options"), List.of(options));
    }

    private static void namespaces(ArrayNode namespaces, InstanceNamespaces given) {
        for (String type : List.of("pid", "mount", "uts", "ipc", "cgroup")) {
            namespaces.addObject().put("type", type);
        }
        namespaces.addObject().put("type", "user").put("path", given.user().toString());
        namespaces
                .addObject()
                .put("type", "network")
                .put("path", given.network().toString());
    }

    private static void map(ArrayNode mappings, IdRange ids) {
        mappings.addObject().put("containerID", 0).put("hostID", ids.first()).put("size", IdRange.SIZE);
    }

    private static void seccomp(ObjectNode seccomp) {
        seccomp.put("defaultAction", "SCMP_ACT_ALLOW");
        ArrayNode rules = seccomp.putArray("syscalls");
        refuse(rules.addObject(), REFUSED_CALLS, EPERM);
        refuse(rules.addObject(), UNKNOWN_CALLS, ENOSYS);
    }

    private static void refuse(ObjectNode rule, List<String> calls, int error) {
        strings(rule.putArray("names"), calls);
        rule.put("action", "SCMP_ACT_ERRNO").put("errnoRet", error);
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
