package dev.postern.compute;

import dev.postern.compute.RootFilesystem.Bind;
import dev.postern.model.Problem;
import dev.postern.model.ec2.BuiltInImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The root filesystems of a data directory.
 *
 * <pre>
 * images/tools-HASH       what is mounted at /opt/postern in every instance: init and its programs
 * images/default-HASH     the default image as this host and this version of Postern make it
 * images/debian-HASH      the image that has its programs itself, once an instance of it was launched
 * images/imported/NAME    imported ones
 * </pre>
 *
 * What is under one name never changes, so an instance can lie over it for as long as it runs. One that boots again
 * lies over the default image of that day.
 */
public final class ImageStore {
    private static final Path HOST = Path.of("/");
    private static final List<String> TOOLS = List.of(
            "init",
            "bin/appliance",
            "bin/eic_run_authorized_keys",
            "bin/shutdown",
            "bin/poweroff",
            "bin/halt",
            "bin/reboot");

    private final Path directory;
    private final Path tools;
    private final RootFilesystem defaultImage;
    private final DebianImage debian;
    private final String caPem;
    private volatile List<Problem> problems = List.of();

    private ImageStore(Path directory, Path tools, RootFilesystem defaultImage, DebianImage debian, String caPem) {
        this.debian = debian;
        this.caPem = caPem;
        this.directory = directory;
        this.tools = tools;
        this.defaultImage = defaultImage;
    }

    /**
     * Opens a data directory's images and makes the default one if it is not there yet.
     *
     * @param images {@code DATA/images}
     * @param cache where packages are kept that are installed once for several clouds
     * @param caPem the certificate of the cloud's authority, the only one that the images trust
     */
    public static ImageStore open(Path images, Path cache, String caPem) throws IOException {
        Path directory = Trees.directory(images.toAbsolutePath().normalize(), "rwx------");
        Path tools = make(directory.resolve("tools-" + hash(toolsContent())), ImageStore::makeTools);
        Path root = make(
                directory.resolve("default-" + hash(defaultContent(caPem))),
                fresh -> new DefaultImage(HOST, fresh, caPem).make());
        List<Bind> binds = new ArrayList<>(DefaultImage.binds(HOST, root));
        binds.add(new Bind(tools, "/opt/postern"));
        return new ImageStore(directory, tools, new RootFilesystem(root, binds), new DebianImage(cache), caPem);
    }

    /**
     * The root filesystem under a name. The one that has its own programs is made for the first that asks, which takes half a
     * minute.
     */
    public Optional<RootFilesystem> find(String name) throws IOException {
        if (name.equals(BuiltInImage.DEBIAN.rootFilesystem())) {
            return Optional.of(debian());
        }
        if (name.equals(BuiltInImage.SHARED.rootFilesystem())) {
            return Optional.of(defaultImage);
        }
        Path root = imported(name);
        if (!Files.isDirectory(root)) {
            return Optional.empty();
        }
        List<Bind> binds = new ArrayList<>();
        binds.add(new Bind(tools, "/opt/postern"));
        Path authorities = defaultImage.directory().resolve("etc/ssl/certs/ca-certificates.crt");
        for (String bundle : List.of("etc/ssl/certs/ca-certificates.crt", "etc/pki/tls/certs/ca-bundle.crt")) {
            if (Files.isRegularFile(root.resolve(bundle), LinkOption.NOFOLLOW_LINKS)) {
                binds.add(new Bind(authorities, "/" + bundle));
            }
        }
        return Optional.of(new RootFilesystem(root, binds));
    }

    private RootFilesystem debian() throws IOException {
        synchronized (debian) {
            try {
                Path root = make(directory.resolve(debian.name(caPem)), fresh -> debian.unpack(fresh, caPem));
                problems = List.of();
                return new RootFilesystem(root, List.of(new Bind(tools, "/opt/postern")));
            } catch (IOException e) {
                problems = List.of(new Problem(
                        Problem.Code.IMAGE_NOT_MADE,
                        Problem.Severity.ERROR,
                        BuiltInImage.DEBIAN.rootFilesystem(),
                        "the image of Debian packages cannot be made, so its instances do not start: "
                                + e.getMessage()));
                throw e;
            }
        }
    }

    /** Which images cannot be had, as the last attempt showed. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * Imports a root filesystem under a new name. Instances of it run Postern's init, which needs {@code /bin/sh} and, to
     * install keys and run user data, {@code curl} in the image; sshd is started if the image has one.
     *
     * @param source a directory, or a tar archive in any compression that tar(1) knows
     */
    public void importFrom(Path source, String name) throws IOException {
        Path root = imported(name);
        if (Files.exists(root)) {
            throw new IOException("there is an image " + name + " already");
        }
        if (!Files.isReadable(source)) {
            throw new IOException("cannot read " + source);
        }
        Trees.directory(directory.resolve("imported"), "rwx------");
        make(root, fresh -> {
            if (Files.isDirectory(source)) {
                Commands.run(List.of(
                        "cp",
                        "-a",
                        "--one-file-system",
                        "--reflink=auto",
                        source.toRealPath() + "/.",
                        fresh.toString()));
            } else {
                // GNU tar strips leading slashes, refuses "..", and makes links that point outside last.
                Commands.run(List.of(
                        "tar",
                        "--extract",
                        "--numeric-owner",
                        "--preserve-permissions",
                        "--xattrs",
                        "--xattrs-include=security.capability",
                        "--exclude=dev/*",
                        "--exclude=./dev/*",
                        "--directory=" + fresh,
                        "--file=" + source.toAbsolutePath()));
            }
            if (!Files.exists(fresh.resolve("bin/sh"), LinkOption.NOFOLLOW_LINKS)
                    && !Files.exists(fresh.resolve("usr/bin/sh"), LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(source + " is not a root filesystem: it has no /bin/sh");
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        });
    }

    /** Deletes an imported image. No instance may lie over it. */
    public void delete(String name) throws IOException {
        Trees.delete(imported(name));
    }

    /** Deletes all imported images but some. No instance may lie over the others. */
    public void keepOnly(Set<String> names) throws IOException {
        Path imported = directory.resolve("imported");
        if (!Files.isDirectory(imported)) {
            return;
        }
        try (Stream<Path> entries = Files.list(imported)) {
            for (Path entry : entries.toList()) {
                if (!names.contains(entry.getFileName().toString())) {
                    Trees.delete(entry);
                }
            }
        }
    }

    private Path imported(String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
                || BuiltInImage.named(name).isPresent()) {
            throw new IllegalArgumentException("not a name of an imported image: " + name);
        }
        return directory.resolve("imported").resolve(name);
    }

    /** How a tree is filled. */
    @FunctionalInterface
    private interface Maker {
        void make(Path fresh) throws IOException;
    }

    /** Makes a tree under another name and renames it into place: what is at the place is always whole. */
    private static Path make(Path place, Maker maker) throws IOException {
        if (!Files.isDirectory(place)) {
            Path fresh = place.resolveSibling(place.getFileName() + ".new");
            Trees.delete(fresh);
            Trees.directory(fresh, "rwxr-xr-x");
            try {
                maker.make(fresh);
                Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Trees.delete(fresh);
            }
        }
        return place;
    }

    private static void makeTools(Path fresh) throws IOException {
        Trees.directory(fresh.resolve("bin"), "rwxr-xr-x");
        for (String name : TOOLS) {
            Path file = fresh.resolve(name);
            Files.write(file, Resources.read("tools/" + resource(name)));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** shutdown is one program under four names. */
    private static String resource(String tool) {
        return switch (tool) {
            case "bin/poweroff", "bin/halt", "bin/reboot" -> "bin/shutdown";
            default -> tool;
        };
    }

    private static List<String> toolsContent() throws IOException {
        List<String> content = new ArrayList<>();
        for (String name : TOOLS) {
            content.add(name + "\n" + new String(Resources.read("tools/" + resource(name)), StandardCharsets.UTF_8));
        }
        return content;
    }

    /** All that the default image is made of: when one of these changes, it is made anew under another name. */
    private static List<String> defaultContent(String caPem) throws IOException {
        List<String> content = new ArrayList<>();
        content.add(caPem);
        for (String name : List.of(
                "passwd",
                "group",
                "shadow",
                "nsswitch.conf",
                "profile",
                "bash.bashrc",
                "login.defs",
                "sshd_config",
                "pam.conf",
                "pam-su.conf",
                "sudoers")) {
            content.add(new String(Resources.read("etc/" + name), StandardCharsets.UTF_8));
        }
        for (String name : List.of("/etc/ld.so.cache", "/etc/alternatives", "/etc/debian_version")) {
            Path path = Path.of(name);
            content.add(Files.exists(path) ? Files.getLastModifiedTime(path).toString() : "");
        }
        return content;
    }

    static String hash(List<String> content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            content.forEach(part -> digest.update(part.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Deletes made images that neither this version nor any instance uses.
     *
     * @param used whether a running instance lies over a directory
     */
    void sweep(Predicate<Path> used) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                boolean made = Stream.of("default-", "tools-", "debian-").anyMatch(name::startsWith);
                boolean current = entry.equals(tools)
                        || entry.equals(defaultImage.directory())
                        || (name.startsWith("debian-") && name.equals(debian.name(caPem)));
                if (made && !current && !used.test(entry)) {
                    Trees.delete(entry);
                }
            }
        }
    }
}
