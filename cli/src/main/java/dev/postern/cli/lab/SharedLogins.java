package dev.postern.cli.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One login to each instance, over which the lab's further commands go, as a person would keep a terminal open. */
final class SharedLogins implements AutoCloseable {
    private final List<Process> masters = new ArrayList<>();

    private SharedLogins() {}

    /** Opens them; the configuration names the sockets. Until one is there, a command logs in by itself. */
    static SharedLogins open(Path directory, Path sshConfig) throws IOException {
        SharedLogins logins = new SharedLogins();
        for (String name : List.of("public", "private")) {
            logins.masters.add(
                    new ProcessBuilder("ssh", "-F", sshConfig.toString(), "-o", "ControlMaster=yes", "-N", name)
                            .directory(directory.toFile())
                            .redirectInput(ProcessBuilder.Redirect.from(
                                    Path.of("/dev/null").toFile()))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start());
        }
        return logins;
    }

    @Override
    public void close() {
        masters.forEach(Process::destroy);
        for (Process master : masters) {
            try {
                if (!master.waitFor(5, TimeUnit.SECONDS)) {
                    master.destroyForcibly();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
