package dev.postern.compute;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.compute.InstanceDriver.Observed;
import dev.postern.compute.InstanceDriver.Status;
import dev.postern.linux.PrivateMounts;
import dev.postern.model.Problem;
import dev.postern.model.ec2.NameServers;
import dev.postern.model.net.Ip;
import dev.postern.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Instances as real processes. Needs root and runc. */
@Tag("packets")
final class RuncDriverTest extends RuncFixture {
    @Test
    void bootsToAnAcceptedLoginAndRunsUserData() throws IOException {
        Path key = keyPair("key");
        Path pushed = keyPair("pushed");
        network.serveMetadata(
                directory,
                Files.readString(directory.resolve("key.pub")),
                "#!/bin/bash\necho from user data > /var/done\n",
                Files.readString(directory.resolve("pushed.pub")));

        long start = System.nanoTime();
        driver.start(spec(1));
        Await.until("login", LIMIT, () -> ssh(key, "true").isPresent());
        System.getLogger("RuncDriverTest")
                .log(System.Logger.Level.INFO, "start to login: {0} ms", (System.nanoTime() - start) / 1_000_000);

        assertThat(ssh(key, "whoami; hostname; sudo id -u; cat /etc/resolv.conf")
                        .map(String::lines))
                .get()
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.stream(String.class))
                .containsExactly(
                        "ec2-user", "ip-10-0-0-5.ec2.internal", "0", "search ec2.internal", "nameserver 10.0.0.2");
        assertThat(ssh(pushed, "whoami")).contains("ec2-user\n");
        assertThat(ssh(keyPair("stranger"), "whoami")).isEmpty();
        Await.until("user data", LIMIT, () -> exec("cat", "/var/done").equals("from user data\n"));
        assertThat(console()).contains("BEGIN SSH HOST KEY FINGERPRINTS", "user data ended with status 0");
        assertThat(driver.observe().get(id)).isEqualTo(new Observed(Status.RUNNING, 1));
    }

    @Test
    void runsUserDataThatSendsItsOutputToLogAndConsole() throws IOException {
        network.serveMetadata(directory, "", """
                #!/bin/bash
                exec > >(tee /var/log/user-data.log | logger -t user-data -s 2>/dev/console) 2>&1
                echo first line
                su - ec2-user -c 'echo second line by $(whoami) in $(pwd)'
                """, "");
        driver.start(spec(1));
        Await.until("end", LIMIT, () -> console().contains("user data ended with status 0"));
        Await.until("console", LIMIT, () -> console().contains("user-data: second line by ec2-user in /home/ec2-user"));
        assertThat(exec("cat", "/var/log/user-data.log"))
                .isEqualTo("first line\nsecond line by ec2-user in /home/ec2-user\n");
        assertThat(exec("cat", "/var/log/messages")).matches("(?s).*user-data: first line\n.*user-data: second .*\n");
    }

    @Test
    void runsTheScriptsOfAMimeMessageInTheOrderOfTheirNames() throws IOException {
        network.serveMetadata(directory, "", """
                Content-Type: multipart/mixed; boundary="==B=="
                MIME-Version: 1.0

                --==B==
                Content-Type: text/x-shellscript; charset="us-ascii"
                Content-Disposition: attachment; filename="b.sh"

                #!/bin/sh
                echo second >> /root/order
                exit 3
                --==B==
                Content-Type: text/x-shellscript
                Content-Transfer-Encoding: base64
                Content-Disposition: attachment; filename="a.sh"

                IyEvYmluL3NoCmVjaG8gZmlyc3QgPj4gL3Jvb3Qvb3JkZXIK
                --==B==
                Content-Type: multipart/alternative; boundary=inner

                --inner
                Content-Type: text/x-shellscript
                Content-Transfer-Encoding: quoted-printable
                Content-Disposition: attachment; filename="../../c d.sh"

                #!/bin/sh
                echo =74hird >> /root/order
                --inner--
                --==B==
                Content-Type: text/cloud-config

                packages: [nothing]
                --==B==--
                """, "");
        driver.start(spec(1));
        Await.until("end", LIMIT, () -> console().contains("user data ended with status 3"));
        assertThat(exec("cat", "/root/order")).isEqualTo("first\nsecond\nthird\n");
        assertThat(console()).contains("user data of the type text/cloud-config is not interpreted here");
    }

    @Test
    void saysOfTextThatIsNoScriptWhatCloudInitSays() throws IOException {
        network.serveMetadata(directory, "", "echo hello > /root/hello\n", "");
        driver.start(spec(1));
        Await.until(
                "warning",
                LIMIT,
                () -> console()
                        .contains(
                                "Unhandled non-multipart (text/x-not-multipart) userdata: 'echo hello > /root/hello...'"));
        assertThat(exec("sh", "-c", "test -e /root/hello || echo absent")).isEqualTo("absent\n");
    }

    @Test
    void hasAConsoleAndRestEvenAfterAllElseWasKilled() throws IOException {
        driver.start(spec(1));
        Await.until("up", LIMIT, () -> console().contains("instance is up"));
        exec("kill", "-KILL", "-1");
        Await.until("reader", LIMIT, () -> exec("ps", "-e", "-o", "comm=").contains("cat\n"));
        exec("sh", "-c", "echo by hand > /dev/console");
        Await.until("console", LIMIT, () -> console().contains("by hand\n"));
        assertThat(exec("ps", "-o", "stat=", "-p", "1")).startsWith("S");
    }

    @Test
    void showsNothingOfTheHostButItsPrograms() throws IOException {
        driver.start(spec(1));

        assertThat(exec("ls", "-A", "/").lines())
                .isSubsetOf(
                        "bin", "dev", "etc", "home", "lib", "lib32", "lib64", "libx32", "media", "mnt", "opt", "proc",
                        "root", "run", "sbin", "srv", "sys", "tmp", "usr", "var");
        assertThat(exec("ls", "-A", "/home", "/root/.ssh", "/var/lib", "/opt")).doesNotContain("pyenv");
        assertThat(exec("sh", "-c", "touch /usr/x 2>&1; cat /etc/passwd | wc -l"))
                .contains("Read-only file system");
        assertThat(exec("cat", "/etc/ssl/certs/ca-certificates.crt")).isEqualTo(CA);
        assertThat(exec("ps", "-e", "-o", "args="))
                .contains("/opt/postern/init")
                .doesNotContain("java");
    }

    @Test
    void keepsItsDiskOverStopAndStart() throws IOException {
        driver.start(spec(1));
        exec("sh", "-c", "echo kept > /home/ec2-user/file");
        Await.until("host key", LIMIT, () -> console().contains("END SSH HOST KEY KEYS"));
        String hostKey = exec("cat", "/etc/ssh/ssh_host_ed25519_key.pub");
        driver.stop(id, LIMIT);
        assertThat(driver.observe().get(id)).isEqualTo(new Observed(Status.ABSENT, 1));
        assertThat(console()).contains("powering off");

        driver.start(spec(2));
        assertThat(exec("cat", "/home/ec2-user/file")).isEqualTo("kept\n");
        assertThat(exec("cat", "/etc/ssh/ssh_host_ed25519_key.pub")).isEqualTo(hostKey);
        assertThat(driver.observe().get(id)).isEqualTo(new Observed(Status.RUNNING, 2));
    }

    @Test
    void isFoundByARestartedProcessAndAfterItsDeath() throws IOException {
        driver.start(spec(1));
        RuncDriver restarted = open(directory);
        assertThat(restarted.observe().get(id)).isEqualTo(new Observed(Status.RUNNING, 1));

        exec("kill", "-KILL", "-1");
        exec("/opt/postern/bin/shutdown", "-h", "now");
        Await.until("exit", LIMIT, () -> status(restarted) == Status.EXITED);
        assertThat(status(driver)).isEqualTo(Status.EXITED);
        driver.start(spec(2));
        assertThat(status(open(directory))).isEqualTo(Status.RUNNING);
    }

    @Test
    void runsOnACopyWhereTheDataDirectoryCannotHoldLayers() throws IOException {
        driver = RuncDriver.open(
                directory.resolve("data"),
                ImageStore.open(directory.resolve("data/images"), CACHE, CA),
                RootAssembly.Storage.COPY);
        driver.start(spec(1));
        exec("sh", "-c", "echo kept > /root/file");
        driver.stop(id, LIMIT);
        driver.start(spec(2));
        assertThat(exec("cat", "/root/file")).isEqualTo("kept\n");
        assertThat(exec("touch", "/usr/file")).isEmpty();
        assertThat(Path.of("/usr/file")).doesNotExist();
    }

    @Test
    void writesADirectoryWhereThereAreNoLoopDevices() throws IOException {
        driver = RuncDriver.open(
                directory.resolve("data"),
                ImageStore.open(directory.resolve("data/images"), CACHE, CA),
                RootAssembly.Storage.LAYER);
        assertThat(driver.problems()).extracting(Problem::code).containsExactly(Problem.Code.VOLUME_SIZES_NOT_ENFORCED);
        driver.start(spec(1));
        exec("sh", "-c", "echo kept > /root/file; chown ec2-user /root/file; rm /etc/shells");
        driver.stop(id, LIMIT);
        Path file = directory.resolve("data/instances/" + id + "/disk/root/file");
        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(1000);

        // Here are loop devices again: what is in the directory is brought over.
        driver = open(directory);
        assertThat(driver.problems()).isEmpty();
        driver.start(spec(2));
        assertThat(exec("stat", "-c", "%U", "/root/file")).isEqualTo("ec2-user\n");
        assertThat(exec("ls", "/etc/shells")).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void bringsOverTheDiskOfAnEarlierVersionWithAllThatItHolds() throws IOException {
        driver.start(spec(1));
        exec("sh", "-c", """
                rm /etc/shells && rm -r /etc/skel && mkdir /etc/skel && echo > /etc/skel/new
                cd /root && echo text > one && ln one two && chown ec2-user:ec2-user one && mkfifo pipe
                cp /bin/cat cat && setcap cap_net_raw=ep cat && chmod 4755 one
                python3 -c 'import os; os.setxattr("one", "user.note", b"kept")'""");
        driver.stop(id, LIMIT);
        Path home = directory.resolve("data/instances/" + id);
        asEarlierVersion(home);
        Files.createFile(home.resolve("volume.new")); // one that was brought over half when the process was killed

        driver.start(spec(2));
        assertThat(exec("sh", "-c", """
                ls /etc/shells 2>/dev/null; ls -A /etc/skel
                cd /root && stat -c '%U %h %A' one && getcap cat && test -p pipe
                python3 -c 'import os; print(os.getxattr("one", "user.note"))'""")).isEqualTo("new\nec2-user 2 -rwsr-xr-x\ncat cap_net_raw=ep\nb'kept'\n");
        assertThat(home.resolve("disk")).doesNotExist();
    }

    /** The directory of an instance that was started last by a version without volumes. */
    private void asEarlierVersion(Path home) throws IOException {
        Await.until("device goes", LIMIT, () -> !loopDevices().contains(home.toString()));
        PrivateMounts.with(network.namespaces().user(), driver.ids().of(id), mounts -> {
            mounts.disk(home.resolve("volume.ext4"), home.resolve("volume"));
            Commands.runAmong(
                    mounts, List.of("cp", "-a", home.resolve("volume/disk").toString(), home.toString()));
            return true;
        });
        Await.until("device goes", LIMIT, () -> !loopDevices().contains(home.toString()));
        Files.delete(home.resolve("volume.ext4"));
        Files.writeString(home.resolve("config.json"), "{\"options\": [\"lowerdir=/x\"]}");
    }

    @Test
    void rebootsFromInside() throws IOException {
        driver.start(spec(1));
        Await.until("up", LIMIT, () -> console().contains("instance is up"));
        exec("reboot");
        Await.until("up again", LIMIT, () -> console().split("instance is up", -1).length == 3);
        assertThat(status(driver)).isEqualTo(Status.RUNNING);
    }

    @Test
    void runsAnImportedRootFilesystem() throws IOException {
        Path root = directory.resolve("small");
        for (String name : List.of("bin", "lib", "lib64")) {
            Files.createDirectories(root.resolve("usr").resolve(name));
            Files.createSymbolicLink(root.resolve(name), Path.of("usr", name));
        }
        for (String program : List.of("sh", "cat", "sleep", "mkdir", "cut", "rm", "ls")) {
            copyProgram(Commands.find(program).orElseThrow(), root);
        }
        Files.createDirectories(root.resolve("etc"));
        Path tar = directory.resolve("image.tar.gz");
        Commands.run(List.of("tar", "-czf", tar.toString(), "-C", root.toString(), "."));
        ImageStore images = ImageStore.open(directory.resolve("data/images"), CACHE, CA);
        images.importFrom(tar, "small");

        driver.start(new InstanceSpec(
                id,
                1,
                network.namespaces(),
                "small",
                "h.ec2.internal",
                Ip.of("10.0.0.5"),
                new NameServers("ec2.internal", List.of(Ip.of("10.0.0.2"))),
                1L << 30,
                VOLUME_BYTES));
        Await.until("up", LIMIT, () -> console().contains("instance is up"));
        assertThat(exec("/bin/ls", "/usr/bin")).contains("sleep").doesNotContain("python");
        assertThat(exec("/usr/bin/cat", "/etc/hostname")).isEqualTo("h.ec2.internal\n");
    }

    /** Copies a program to the same place under another root, with the libraries that it needs. */
    private static void copyProgram(Path program, Path root) throws IOException {
        List<Path> files = new ArrayList<>(List.of(program));
        Pattern.compile("(?m)(/\\S+) \\(0x")
                .matcher(Commands.capture(List.of("ldd", program.toString())).orElseThrow())
                .results()
                .forEach(library -> files.add(Path.of(library.group(1))));
        for (Path file : files) {
            Path copy = root.resolve(Path.of("/").relativize(file));
            Files.createDirectories(copy.getParent());
            Files.copy(file.toRealPath(), copy, COPY_ATTRIBUTES, REPLACE_EXISTING);
        }
    }

    private Path keyPair(String name) throws IOException {
        Path key = directory.resolve(name);
        Commands.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
        return key;
    }

    private Optional<String> ssh(Path key, String command) {
        List<String> all = new ArrayList<>(network.in("ssh"));
        for (String option : List.of("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "BatchMode=yes")) {
            all.addAll(List.of("-o", option));
        }
        all.addAll(List.of("-i", key.toString(), "ec2-user@" + TestNetwork.ADDRESS, command));
        return Commands.capture(all);
    }
}
