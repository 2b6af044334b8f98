package dev.postern.compute;

import dev.postern.compute.RootFilesystem.Bind;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The image that is always there: the host's programs under a root of its own.
 *
 * <p>{@code /usr} is the host's, read-only. Everything else is made here: a small {@code /etc}, the user
 * {@code ec2-user}, empty {@code /home}, {@code /var}, {@code /srv}. Of the host's own configuration only what describes
 * {@code /usr} is copied (names of services and protocols, the linker's cache, links of Debian's alternatives).
 *
 * <p>The only certification authority inside is the cloud's own. It is shown at the places where OpenSSL, Java and the AWS
 * CLI look without being told, so that they need no option and no environment for it.
 */
final class DefaultImage {
    static final int EC2_USER = 1000;
    private static final List<String> USR_LINKS = List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32");

    /** Files of the host that describe what is in its /usr, not the host. */
    private static final List<String> COPIED = List.of(
            "services",
            "protocols",
            "rpc",
            "ethertypes",
            "mime.types",
            "magic",
            "magic.mime",
            "ld.so.cache",
            "ld.so.conf",
            "debian_version",
            "inputrc",
            "gai.conf",
            "host.conf",
            "ssl/openssl.cnf",
            "groff/man.local",
            "groff/mdoc.local");

    /** Where programs under /usr keep a list of authorities of their own, instead of the system's. */
    private static final List<String> BUNDLES = List.of(
            "lib/python3/dist-packages/awscli/botocore/cacert.pem",
            "lib/python3/dist-packages/botocore/cacert.pem",
            "lib/python3/dist-packages/certifi/cacert.pem",
            "local/lib/python3*/dist-packages/awscli/botocore/cacert.pem",
            "local/lib/python3*/dist-packages/botocore/cacert.pem",
            "local/lib/python3*/dist-packages/certifi/cacert.pem",
            "local/aws-cli/v2/*/dist/awscli/botocore/cacert.pem");

    private final Path host;
    private final String caPem;
    private final ImageFiles files;

    /**
     * An image to be made.
     *
     * @param host the host's root directory
     * @param root where the image's root directory is made
     * @param caPem the certificate of the cloud's authority
     */
    DefaultImage(Path host, Path root, String caPem) {
        this.host = host;
        this.caPem = caPem;
        this.files = new ImageFiles(root);
    }

    void make() throws IOException {
        for (String name : List.of("proc", "sys", "dev", "run", "usr", "mnt", "media", "opt", "opt/postern", "srv")) {
            files.directory(name, "rwxr-xr-x");
        }
        for (String name : List.of("etc", "home", "var", "var/lib", "var/log", "var/cache", "var/mail", "var/spool")) {
            files.directory(name, "rwxr-xr-x");
        }
        files.directory("root", "rwx------");
        files.sticky("tmp");
        files.sticky("var/tmp");
        files.link("var/run", "/run");
        files.link("var/lock", "/run/lock");
        for (String name : USR_LINKS) {
            if (Files.isSymbolicLink(host.resolve(name))) {
                files.link(name, Files.readSymbolicLink(host.resolve(name)).toString());
            } else if (Files.isDirectory(host.resolve(name))) {
                files.directory(name, "rwxr-xr-x");
            }
        }
        etc();
        files.authorities(caPem);
        home();
    }

    /** The mounts over the image: programs, and the authority where programs have lists of their own. */
    static List<Bind> binds(Path host, Path root) throws IOException {
        List<Bind> binds = new ArrayList<>();
        binds.add(new Bind(host.resolve("usr"), "/usr"));
        for (String name : USR_LINKS) {
            Path directory = host.resolve(name);
            if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                binds.add(new Bind(directory, "/" + name));
            }
        }
        Path authorities = root.resolve("etc/ssl/certs/ca-certificates.crt");
        for (String pattern : BUNDLES) {
            for (Path bundle : matches(host.resolve("usr"), pattern)) {
                binds.add(new Bind(authorities, "/" + host.relativize(bundle)));
            }
        }
        return binds;
    }

    private void etc() throws IOException {
        for (String name : List.of("passwd", "group", "nsswitch.conf", "profile", "bash.bashrc", "login.defs")) {
            files.file("etc/" + name, Resources.read("etc/" + name), "rw-r--r--");
        }
        files.file("etc/shadow", Resources.read("etc/shadow"), "rw-------");
        files.directory("etc/ssh", "rwxr-xr-x");
        files.file("etc/ssh/sshd_config", Resources.read("etc/sshd_config"), "rw-r--r--");
        files.directory("etc/pam.d", "rwxr-xr-x");
        files.file("etc/pam.d/other", Resources.read("etc/pam.conf"), "rw-r--r--");
        for (String name : List.of("su", "su-l")) {
            files.file("etc/pam.d/" + name, Resources.read("etc/pam-su.conf"), "rw-r--r--");
        }
        files.directory("etc/sudoers.d", "rwxr-x---");
        files.file("etc/sudoers", Resources.read("etc/sudoers"), "r--r-----");
        for (String name : List.of("etc/profile.d", "etc/skel", "etc/ssl", "etc/alternatives", "etc/groff")) {
            files.directory(name, "rwxr-xr-x");
        }
        files.text("etc/shells", "/bin/sh\n/bin/bash\n");
        // What asks by DHCP reads it before it writes whom to ask for names.
        files.text("etc/fstab", "# The root volume is mounted before the instance starts.\n");
        files.text("etc/timezone", "Etc/UTC\n");
        files.link("etc/localtime", "/usr/share/zoneinfo/Etc/UTC");
        files.link("etc/os-release", "../usr/lib/os-release");
        files.link("etc/mtab", "/proc/mounts");
        for (String name : COPIED) {
            Path source = host.resolve("etc").resolve(name);
            if (Files.isRegularFile(source)) {
                files.file("etc/" + name, Files.readAllBytes(source), "rw-r--r--");
            }
        }
        alternatives();
    }

    private void alternatives() throws IOException {
        Path directory = host.resolve("etc/alternatives");
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.filter(Files::isSymbolicLink).toList()) {
                String target = Files.readSymbolicLink(entry).toString();
                if (target.matches("/(usr|bin|sbin|lib)/.*") && !target.endsWith(".gz")) { // not manual pages
                    files.link("etc/alternatives/" + entry.getFileName(), target);
                }
            }
        }
    }

    private void home() throws IOException {
        Path home = files.directory("home/ec2-user", "rwx------");
        files.text("home/ec2-user/.bashrc", "[ -r /etc/bash.bashrc ] && . /etc/bash.bashrc\n");
        files.text("home/ec2-user/.profile", "[ -n \"$BASH\" ] && [ -r ~/.bashrc ] && . ~/.bashrc\n");
        try (Stream<Path> tree = Files.walk(home)) {
            for (Path path : tree.toList()) {
                Files.setAttribute(path, "unix:uid", EC2_USER);
                Files.setAttribute(path, "unix:gid", EC2_USER);
            }
        }
        files.text("root/.bashrc", "[ -r /etc/bash.bashrc ] && . /etc/bash.bashrc\n");
        files.text("root/.profile", "[ -n \"$BASH\" ] && [ -r ~/.bashrc ] && . ~/.bashrc\n");
    }

    /** The regular files that match a pattern whose parts may contain {@code *}. */
    private static List<Path> matches(Path directory, String pattern) throws IOException {
        int slash = pattern.indexOf('/');
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(directory)) {
            return found;
        }
        if (slash < 0) {
            Path file = directory.resolve(pattern);
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                found.add(file);
            }
            return found;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory, pattern.substring(0, slash))) {
            for (Path child : children) {
                if (!Files.isSymbolicLink(child)) {
                    found.addAll(matches(child, pattern.substring(slash + 1)));
                }
            }
        }
        found.sort(null);
        return found;
    }
}
