package dev.postern.compute;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.compute.RootFilesystem.Bind;
import java.nio.file.Path;
import java.util.List;

/**
 * The OCI runtime's configuration of an instance.
 *
 * <p>The instance's root is an overlay that is mounted inside the container's own mount namespace, over an empty
 * directory. So it is gone when the last process is gone, however that one ended, and the host never sees it.
 *
 * @see <a href="https://github.com/opencontainers/runtime-spec/blob/v1.0.2/config.md">OCI runtime specification</a>
 */
final class RuncConfig {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PROCESSES_MAX = 8192;

    /** What root of an instance may do: about what a container's root may, and its own network. */
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
     * The directories of one instance.
     *
     * @param mountPoint an empty directory
     * @param disk what the instance has written: the upper layer, or all of its root if there are no layers
     * @param work the overlay's own
     * @param layered whether the disk lies over the image
     */
    record Directories(Path mountPoint, Path disk, Path work, boolean layered) {}

    /**
     * The configuration of one instance.
     *
     * @param kernelSwitches the directories in /proc/sys, without {@code net}
     * @param limits whether the host lets us limit memory and processes
     */
    static ObjectNode of(
            InstanceSpec spec,
            RootFilesystem image,
            Directories directories,
            List<String> kernelSwitches,
            boolean limits) {
        ObjectNode config = JSON.createObjectNode();
        config.put("ociVersion", "1.0.2");
        config.put("hostname", spec.hostName());
        config.putObject("root")
                .put("path", (directories.layered() ? directories.mountPoint() : directories.disk()).toString())
                .put("readonly", false);
        process(config.putObject("process"), spec);
        mounts(config.putArray("mounts"), image, directories);
        ObjectNode linux = config.putObject("linux");
        namespaces(linux.putArray("namespaces"), spec.namespace());
        strings(linux.putArray("maskedPaths"), MASKED);
        strings(linux.putArray("readonlyPaths"), READ_ONLY);
        strings(linux.withArray("readonlyPaths"), kernelSwitches);
        linux.put("cgroupsPath", "/postern-" + spec.id());
        ObjectNode resources = linux.putObject("resources");
        resources.putArray("devices").addObject().put("allow", false).put("access", "rwm");
        if (limits) {
            resources.putObject("pids").put("limit", PROCESSES_MAX);
            spec.memoryBytes().ifPresent(bytes -> resources.putObject("memory").put("limit", bytes));
        }
        seccomp(linux.putObject("seccomp"));
        return config;
    }

    private static void process(ObjectNode process, InstanceSpec spec) {
        process.put("terminal", false);
        process.putObject("user").put("uid", 0).put("gid", 0);
        process.putArray("args").add("/bin/sh").add("/opt/postern/init");
        process.put("cwd", "/");
        strings(
                process.putArray("env"),
                List.of(
                        "PATH=/opt/postern/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "POSTERN_INSTANCE=" + spec.id(),
                        "POSTERN_HOSTNAME=" + spec.hostName(),
                        "POSTERN_SEARCH=" + spec.searchDomain(),
                        "POSTERN_ADDRESS=" + spec.address(),
                        "POSTERN_RESOLVER=" + spec.resolver()));
        ObjectNode capabilities = process.putObject("capabilities");
        for (String set : List.of("bounding", "effective", "permitted")) {
            strings(capabilities.putArray(set), CAPABILITIES);
        }
        // sudo and ping gain privileges by set-user-id and file capabilities, as on any machine.
        process.put("noNewPrivileges", false);
    }

    private static void mounts(ArrayNode mounts, RootFilesystem image, Directories directories) {
        if (directories.layered()) {
            mount(
                    mounts,
                    "/",
                    "overlay",
                    "overlay",
                    "lowerdir=" + image.directory(),
                    "upperdir=" + directories.disk(),
                    "workdir=" + directories.work(),
                    "nodev");
        }
        for (Bind bind : image.binds()) {
            mount(mounts, bind.destination(), "bind", bind.source().toString(), "bind", "ro", "nodev");
        }
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

    private static void namespaces(ArrayNode namespaces, Path network) {
        for (String type : List.of("pid", "mount", "uts", "ipc", "cgroup")) {
            namespaces.addObject().put("type", type);
        }
        namespaces.addObject().put("type", "network").put("path", network.toString());
    }

    private static void seccomp(ObjectNode seccomp) {
        seccomp.put("defaultAction", "SCMP_ACT_ALLOW");
        ObjectNode rule = seccomp.putArray("syscalls").addObject();
        strings(rule.putArray("names"), REFUSED_CALLS);
        rule.put("action", "SCMP_ACT_ERRNO").put("errnoRet", 1);
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
