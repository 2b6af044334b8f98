package dev.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs nginx, which is a peer, or what a peer and ours lead to. */
final class Nginx {
    private Nginx() {}

    /**
     * Starts one.
     *
     * @param where words that lead into a namespace
     * @param directory for its files, which is made
     * @param workers its processes
     * @param what the rest of its configuration
     */
    static Daemon start(List<String> where, Path directory, int workers, String what) {
        try {
            Path configuration = Files.createDirectories(directory).resolve("nginx.conf");
            // A module is loaded before anything begins that could have needed it.
            Files.writeString(configuration, what + """
                    daemon off;
                    worker_processes %2$d;
                    pid %1$s/nginx.pid;
                    error_log stderr crit;
                    events { worker_connections 1024; }
                    """.formatted(directory, workers));
            List<String> words = new ArrayList<>(where);
            words.addAll(List.of("nginx", "-c", configuration.toString(), "-e", "stderr", "-g", "user root;"));
            return Daemon.start(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one that serves requests. */
    static Daemon web(List<String> where, Path directory, int workers, String what) {
        return start(where, directory, workers, """
                http {
                  access_log off;
                  client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
                  uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
                  %2$s
                }
                """.formatted(directory, what));
    }
}
