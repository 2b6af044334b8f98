package dev.postern.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Programs of Node.js, which are no Debian packages: npm fetches each once, into {@code build/peers}. */
final class Npm {
    private Npm() {}

    /**
     * Where a program is on this machine, fetched if need be; empty where there is no Node.js.
     *
     * @param main of it, in its package
     * @throws IllegalStateException if npm cannot fetch it
     */
    static Optional<Path> find(Path home, String name, String version, String main) {
        if (!isInstalled("node") || !isInstalled("npm")) {
            return Optional.empty();
        }
        Path directory = home.resolve("build/peers/" + name + "-" + version);
        Path program = directory.resolve("node_modules").resolve(name).resolve(main);
        if (!Files.exists(program)) {
            Shell.run(
                    "npm",
                    "install",
                    "--silent",
                    "--no-audit",
                    "--no-fund",
                    "--ignore-scripts", // what is native comes built
                    "--prefix",
                    directory.toString(),
                    name + "@" + version);
        }
        return Optional.of(program);
    }

    private static boolean isInstalled(String command) {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(directory, command))) {
                return true;
            }
        }
        return false;
    }
}
