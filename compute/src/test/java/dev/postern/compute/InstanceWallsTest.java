package dev.postern.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.compute.InstanceDriver.Status;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What root of an instance cannot do: to the kernel, to its limits, to the host's disk. Needs root and runc. */
@Tag("packets")
final class InstanceWallsTest extends RuncFixture {
    @Test
    void governsItsOwnNetworkButNotTheHostsKernel() throws IOException {
        driver.start(spec(1));
        String pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern"));

        assertThat(exec("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward && cat /proc/sys/net/ipv4/ip_forward"))
                .isEqualTo("1\n");
        for (String attempt : List.of(
                "echo '|/evil' > /proc/sys/kernel/core_pattern",
                "echo b > /proc/sysrq-trigger",
                "mknod /tmp/disk b 254 0",
                "mknod /dev/disk b 254 0",
                "mknod /mnt/disk b 254 0",
                "mount -o remount,bind,rw /usr",
                "mount -o remount,rw /",
                "umount /usr",
                "mount -t ext4 /dev/vda /mnt",
                "unshare -Urm mount -o remount,bind,rw /usr",
                "sysctl -w vm.swappiness=1",
                "swapoff -a && swapon /none",
                "echo 1 > /sys/kernel/profiling",
                "date -s 12:00")) {
            assertThat(exec("sh", "-c", attempt + " && echo succeeded"))
                    .as(attempt)
                    .isEmpty();
        }
        assertThat(Files.readString(Path.of("/proc/sys/kernel/core_pattern"))).isEqualTo(pattern);
    }

    /** Whatever runc hides or makes read-only: here nothing is hidden, and the ids of the instance must suffice. */
    @Test
    @Tag("hostile")
    void mayWriteNothingOfTheKernelButItsOwnNetwork() throws IOException {
        driver.start(spec(1));
        String writable = exec("python3", "-c", """
                import os
                for top in ("/proc", "/sys"):
                    for path, directories, files in os.walk(top):
                        if path == "/proc":
                            directories[:] = [d for d in directories if not d.isdigit() and d not in ("self", "thread-self")]
                        if path == "/proc/sys":
                            directories.remove("net")
                        for name in files:
                            file = os.path.join(path, name)
                            try:
                                os.close(os.open(file, os.O_WRONLY | os.O_NONBLOCK))
                                print(file)
                            except OSError:
                                pass
                print("looked")""");
        // What belongs to its own namespaces, and what anybody may watch: the pressure that the machine is under.
        Pattern own = Pattern.compile("/proc/sys/kernel/(sem|sem_next_id|shm.*|msg.*|auto_msgmni|ns_last_pid|pid_max"
                + "|hostname|domainname)|/proc/sys/(fs/mqueue|user)/.*|/proc/mounts|/proc/pressure/.*");
        assertThat(writable.lines().filter(file -> !own.matcher(file).matches()))
                .containsExactly("looked");
    }

    @Test
    @Tag("hostile")
    void keepsItsLimitsWhateverItMounts() throws IOException {
        driver.start(spec(1));
        for (String file : List.of("memory.limit_in_bytes", "pids.max", "tasks", "cgroup.procs", "memory.max")) {
            for (String type : List.of("cgroup -o memory", "cgroup -o pids", "cgroup2")) {
                for (String as : List.of("unshare -mC", "unshare -UrmC", "unshare -UrmpfC")) {
                    assertThat(exec(
                                    "sh",
                                    "-c",
                                    as + " sh -c 'mount -t " + type + " none /mnt && { test ! -e /mnt/" + file
                                            + " || echo 4294967296 > /mnt/" + file
                                            + " || mkdir /mnt/sub; } && test -e /mnt/" + file
                                            + " && echo lifted'"))
                            .as("%s %s %s", as, type, file)
                            .isEmpty();
                }
            }
        }
        assertThat(exec("sh", "-c", "head -c 2G /dev/zero > /dev/shm/big; stat -c %s /dev/shm/big"))
                .isEqualTo("67108864\n");
        assertThat(exec("sh", "-c", """
                unshare -m sh -c "mount -t tmpfs -o size=64G none /mnt; exec python3 -c '
                with open(\\"/mnt/big\\", \\"wb\\") as file:
                    for i in range(3072):
                        file.write(bytes(1 << 20))
                print(\\"took 3 GiB\\")'\"""")).isEmpty();
        assertThat(status(driver)).isEqualTo(Status.RUNNING);
    }

    @Test
    void isAMachineOfItsOwnToWhoMakesNamespacesInIt() throws IOException {
        driver.start(spec(1));
        assertThat(exec("unshare", "-Urmpf", "--mount-proc", "sh", "-c", "id -u; ps -e -o comm="))
                .isEqualTo("0\nsh\nps\n");
        assertThat(exec("su", "ec2-user", "-c", "unshare -Urmpf --mount-proc sh -c 'id -u; ps -e -o comm='"))
                .isEqualTo("0\nsh\nps\n");
        assertThat(exec("sh", "-c", "mount -t tmpfs none /mnt && touch /mnt/x && ls /mnt"))
                .isEqualTo("x\n");
        assertThat(exec("python3", "-c", """
                import ctypes
                libc = ctypes.CDLL(None, use_errno=True)
                print(libc.syscall(425, 8, 0), ctypes.get_errno())"""))
                .as("io_uring_setup is unknown here")
                .isEqualTo("-1 38\n");
    }

    @Test
    void fullDiskIsFullForTheInstanceAloneAndItsDeviceGoesWithIt() throws IOException {
        driver.start(spec(1));
        Await.until("up", LIMIT, () -> console().contains("instance is up"));
        assertThat(exec("sh", "-c", "head -c 200M /dev/zero 2>&1 > /root/big; true"))
                .contains("No space left on device");
        assertThat(exec("sh", "-c", "rm /root/big; echo fits > /root/small; cat /root/small"))
                .isEqualTo("fits\n");
        assertThat(loopDevices()).contains(directory.toString());
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain(id.toString());

        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            if (isOfTheInstance(process.pid())) {
                process.destroyForcibly();
            }
        }
        Await.until("device goes", LIMIT, () -> !loopDevices().contains(directory.toString()));
        driver.start(spec(2));
        assertThat(exec("cat", "/root/small")).isEqualTo("fits\n");
    }

    /** Whether the kernel counts a process to the instance's control group. */
    private boolean isOfTheInstance(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cgroup")).contains("postern-" + id);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void endlessConsoleDoesNotFillTheHost() throws IOException {
        driver.start(spec(1));
        Await.until("up", LIMIT, () -> console().contains("instance is up"));
        exec("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x > /proc/1/fd/1");
        assertThat(status(driver)).isEqualTo(Status.RUNNING);
        assertThat(Files.size(directory.resolve("data/instances/" + id + "/console.log")))
                .isLessThan(1_000_000);
        exec("sh", "-c", "echo and then > /dev/console");
        Await.until("console", LIMIT, () -> console().contains("and then\n"));
    }
}
