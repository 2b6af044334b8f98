package dev.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A balancer of another make: a program that takes connections, each round's at its own port, and makes its own to the targets. */
enum Relay {
    HAPROXY("HAProxy", "haproxy", "/usr/sbin/haproxy") {
        @Override
        Daemon start(List<String> where, List<String> targets, int rounds, Path directory) {
            String listening = ports(
                    rounds,
                    port -> "listen p%1$d\n  bind :%1$d\n  balance roundrobin\n%2$s\n"
                            .formatted(
                                    port,
                                    each(targets, target -> "  server " + target + " " + target + ":" + port + "\n")));
            Path configuration = directory.resolve("haproxy.cfg");
            try {
                Files.writeString(configuration, """
                        global
                          maxconn 1024
                        defaults
                          mode tcp
                          timeout connect 5s
                          timeout client 60s
                          timeout server 60s
                        """ + listening);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            List<String> words = new ArrayList<>(where);
            words.addAll(List.of("haproxy", "-db", "-f", configuration.toString()));
            return Daemon.start(words);
        }
    },

    NGINX("nginx stream", "libnginx-mod-stream", "/usr/lib/nginx/modules/ngx_stream_module.so") {
        @Override
        Daemon start(List<String> where, List<String> targets, int rounds, Path directory) {
            String listening = ports(
                    rounds,
                    port -> "upstream p%1$d { %2$s }\nserver { listen %1$d; proxy_pass p%1$d; }\n"
                            .formatted(port, each(targets, target -> "server " + target + ":" + port + "; ")));
            return Nginx.start(
                    where,
                    directory.resolve("nginx-stream"),
                    Runtime.getRuntime().availableProcessors(), // as many as HAProxy has threads
                    "load_module " + file() + ";\nstream {\n" + listening + "}\n");
        }
    };

    private final String title;
    private final String debianPackage;
    private final String file;

    /**
     * One of them.
     *
     * @param file which is there where it is installed
     */
    Relay(String title, String debianPackage, String file) {
        this.title = title;
        this.debianPackage = debianPackage;
        this.file = file;
    }

    /**
     * Starts it.
     *
     * @param where words that lead into the namespace where it stands
     */
    abstract Daemon start(List<String> where, List<String> targets, int rounds, Path directory);

    boolean isInstalled() {
        return Files.exists(Path.of(file));
    }

    /** What to do where it is not. */
    String missing() {
        return title + " is not installed: apt-get install --no-install-recommends " + debianPackage;
    }

    String title() {
        return title;
    }

    String file() {
        return file;
    }

    private static String ports(int rounds, IntFunction<String> text) {
        return IntStream.range(WebServer.FIRST_PORT, WebServer.FIRST_PORT + rounds)
                .mapToObj(text)
                .collect(Collectors.joining());
    }

    private static String each(List<String> targets, UnaryOperator<String> text) {
        return targets.stream().map(text).collect(Collectors.joining());
    }
}
