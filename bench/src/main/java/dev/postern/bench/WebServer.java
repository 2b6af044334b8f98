package dev.postern.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** nginx that closes each connection after its answer. Each round has a port of its own, so that no connection is one that was. */
final class WebServer {
    static final int FIRST_PORT = 8_001;

    private static final int CONNECTIONS = 8;

    private WebServer() {}

    /**
     * Starts one.
     *
     * @param where words that lead into a namespace
     * @param directory for its files, which is made
     */
    static Daemon start(List<String> where, int rounds, Path directory) {
        StringBuilder server = new StringBuilder("keepalive_timeout 0; server { return 200 \"ok\"; ");
        for (int round = 0; round < rounds; round++) {
            server.append("listen ").append(FIRST_PORT + round).append("; ");
        }
        return Nginx.web(where, directory, 1, server.append("}").toString());
    }

    /**
     * New connections per second to the port of a round.
     *
     * @param client words that lead into the namespace that asks
     */
    static double rate(List<String> client, String address, int round, int seconds) {
        String url = "http://" + address + ":" + (FIRST_PORT + round) + "/";
        List<String> listening = new ArrayList<>(client);
        listening.addAll(List.of("curl", "-sf", "--max-time", "1", url));
        var _ = Shell.retry(listening);
        int threads = Math.min(CONNECTIONS, Runtime.getRuntime().availableProcessors());
        return Load.wrk(client, threads, CONNECTIONS, seconds, "bench", url);
    }
}
