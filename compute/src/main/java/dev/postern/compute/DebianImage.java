package dev.postern.compute;

import java.io.IOException;
import java.io.StringReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * The image that has all of its programs itself, in a {@code /usr} that its instances may write: Debian, of the host's release,
 * installed from the archive that the host's apt uses. It has sshd, sudo, curl, Python, cloud-init and apt, and no AWS CLI.
 *
 * <pre>
 * CACHE/debian-HASH.tar    the installed packages, as made when the first instance was launched
 * </pre>
 *
 * It is made once for all clouds that share the cache, by mmdebstrap, which takes half a minute and some 50 MB from the archive.
 * Packages are installed as the host's root, as apt-get would install them on the host.
 *
 * @see <a href="https://manpages.debian.org/bookworm/mmdebstrap/mmdebstrap.1.en.html">mmdebstrap(1)</a>
 */
final class DebianImage {
    /** Debian's AWS CLI brings a list of authorities of its own, which does not have the cloud's. */
    private static final String AUTHORITY = "AWS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt";

    private static final String SSHD = "SetEnv LANG=C.UTF-8";

    private static final String SUDO = """
            Defaults secure_path="/opt/postern/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
            Defaults env_keep += "AWS_CA_BUNDLE"
            ec2-user ALL=(ALL) NOPASSWD:ALL
            """;

    private static final String PROFILE = """
            export %s
            [ "$(id -u)" != 0 ] || PATH=/opt/postern/bin:$PATH
            """.formatted(AUTHORITY);

    private static final Object ONE_BY_ONE = new Object();

    private static final List<String> PACKAGES = List.of(
            "openssh-server",
            "sudo",
            "curl",
            "ca-certificates",
            "iproute2",
            "iputils-ping",
            "traceroute",
            "procps",
            "netcat-openbsd",
            "less",
            "vim-tiny",
            "python3",
            "cloud-init");

    /** Nobody reads manuals in it; the licences stay. A package that is being unpacked need not survive the host's loss of power. */
    private static final List<String> DPKG = List.of(
            "force-unsafe-io",
            "path-exclude=/usr/share/man/*",
            "path-exclude=/usr/share/locale/*",
            "path-exclude=/usr/share/doc/*",
            "path-include=/usr/share/doc/*/copyright");

    /** What of apt's settings says how the host reaches the archive. */
    private static final List<String> REACH = List.of("Acquire::http", "Acquire::https", "Acquire::Check-");

    private final Path cache;

    /**
     * The image of a cache.
     *
     * @param cache a directory; it is made when it is needed
     */
    DebianImage(Path cache) {
        this.cache = cache;
    }

    /**
     * The archive of its root directory, made now if it is not there yet.
     *
     * @throws IOException that says what is missing, or what mmdebstrap said
     */
    Path archive() throws IOException {
        Path directory = Trees.directory(cache.toAbsolutePath(), "rwxr-xr-x");
        String release = release();
        Path archive = directory.resolve("debian-" + ImageStore.hash(recipe(release)) + ".tar");
        synchronized (ONE_BY_ONE) {
            // A cloud of another process may want it in the same moment.
            try (FileChannel channel = FileChannel.open(
                            directory.resolve("debian.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock _ = channel.lock()) {
                if (!Files.exists(archive)) {
                    make(directory, archive, release);
                }
            }
        }
        return archive;
    }

    /** The name of the directory that it is unpacked into: another one for each content. */
    String name(String caPem) throws IOException {
        List<String> content = new ArrayList<>(recipe(release()));
        content.addAll(List.of(caPem, SUDO, PROFILE));
        for (String name : List.of("etc/sshd_config", "etc/cloud.cfg", "etc/DataSourcePostern.py")) {
            content.add(new String(Resources.read(name), StandardCharsets.UTF_8));
        }
        return "debian-" + ImageStore.hash(content);
    }

    private static void make(Path directory, Path archive, String release) throws IOException {
        Path mmdebstrap = Commands.find("mmdebstrap")
                .orElseThrow(() -> new IOException("mmdebstrap is not installed: apt-get install mmdebstrap"));
        Path fresh = directory.resolve("debian.new.tar");
        try (DirectoryStream<Path> earlier = Files.newDirectoryStream(directory, "debian*.tar")) {
            for (Path file : earlier) {
                Files.delete(file); // of an earlier recipe, or half of one
            }
        }
        List<String> command =
                new ArrayList<>(List.of("env", "LC_ALL=C", "TMPDIR=" + directory, mmdebstrap.toString()));
        command.addAll(recipe(release));
        command.add("--quiet");
        reach().forEach(setting -> command.add("--aptopt=" + setting));
        command.addAll(List.of(release, fresh.toString()));
        command.addAll(sources(release));
        Commands.run(command);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
    }

    /** All that decides what is in it, but the day. */
    private static List<String> recipe(String release) {
        List<String> options = new ArrayList<>(List.of(
                "--mode=root",
                "--variant=minbase",
                "--format=tar",
                "--include=" + String.join(",", PACKAGES),
                "--aptopt=APT::Install-Recommends \"false\""));
        DPKG.forEach(option -> options.add("--dpkgopt=" + option));
        options.add("--customize-hook=" + finish(release));
        return options;
    }

    /** Makes the users, and takes out what is this host's or one machine's alone. {@code $1} is the root directory. */
    private static String finish(String release) {
        return """
            chroot "$1" useradd --uid %1$d --user-group --create-home --shell /bin/bash --password '*' \\
                --comment 'EC2 Default User' ec2-user
            chroot "$1" useradd --system --no-create-home --shell /usr/sbin/nologin ec2-instance-connect
            rm -f "$1"/etc/ssh/ssh_host_* "$1"/etc/resolv.conf "$1"/etc/hostname "$1"/etc/apt/apt.conf.d/99mmdebstrap
            : > "$1"/etc/machine-id
            for suite in '' -updates; do
                echo "deb http://deb.debian.org/debian %2$s$suite main"
            done > "$1"/etc/apt/sources.list
            echo "deb http://deb.debian.org/debian-security %2$s-security main" >> "$1"/etc/apt/sources.list
            """.formatted(DefaultImage.EC2_USER, release);
    }

    /** The host's release, as {@code bookworm}. */
    private static String release() throws IOException {
        Properties os = new Properties();
        os.load(new StringReader(Files.readString(Path.of("/etc/os-release")).replace("\"", "")));
        String release = os.getProperty("VERSION_CODENAME", "");
        if (!os.getProperty("ID", "").equals("debian") || !release.matches("[a-z]+")) {
            throw new IOException("this host is no Debian, of whose packages it is made");
        }
        return release;
    }

    /** The lines of the host's sources that are Debian's own; none, if it has no lists, for mmdebstrap to choose. */
    private static List<String> sources(String release) {
        return lines(List.of(
                        "apt-get",
                        "indextargets",
                        "--format",
                        "deb $(REPO_URI) $(RELEASE) $(COMPONENT)",
                        "Created-By: Packages",
                        "Origin: Debian"))
                .filter(line -> line.matches("deb \\S+ " + release + "\\S* main"))
                .distinct()
                .toList();
    }

    private static List<String> reach() {
        return lines(List.of("apt-config", "dump"))
                .filter(line -> REACH.stream().anyMatch(line::startsWith) && !line.contains(" \"\";"))
                .map(line -> line.substring(0, line.length() - 1))
                .toList();
    }

    private static Stream<String> lines(List<String> command) {
        Optional<String> said = Commands.capture(command);
        return said.stream().flatMap(String::lines);
    }

    /**
     * Unpacks it, with what it takes for its instances to be this cloud's.
     *
     * @param caPem the certificate of the cloud's authority, the only one that it trusts
     */
    void unpack(Path root, String caPem) throws IOException {
        Commands.run(List.of(
                "tar",
                "--extract",
                "--numeric-owner",
                "--preserve-permissions",
                "--xattrs",
                "--xattrs-include=security.capability",
                "--exclude=./dev/*",
                "--directory=" + root,
                "--file=" + archive()));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Trees.directory(root.resolve("opt/postern"), "rwxr-xr-x");
        ImageFiles files = new ImageFiles(root);
        String sshd = new String(Resources.read("etc/sshd_config"), StandardCharsets.UTF_8);
        files.text("etc/ssh/sshd_config", sshd.replace(SSHD, SSHD + " " + AUTHORITY));
        files.file("etc/cloud/cloud.cfg.d/99_postern.cfg", Resources.read("etc/cloud.cfg"), "rw-r--r--");
        files.file(
                "usr/lib/python3/dist-packages/DataSourcePostern.py",
                Resources.read("etc/DataSourcePostern.py"),
                "rw-r--r--");
        files.file("etc/sudoers.d/postern", SUDO.getBytes(StandardCharsets.UTF_8), "r--r-----");
        files.text("etc/profile.d/postern.sh", PROFILE);
        files.text("usr/local/share/ca-certificates/postern.crt", caPem);
        Trees.delete(root.resolve("etc/ssl/certs"));
        files.authorities(caPem);
    }
}
