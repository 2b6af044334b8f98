package dev.postern.bench;

import dev.postern.cli.CloudProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/**
 * GET and PUT of objects by the front door, against nginx, which serves and takes files and asks nobody, and against other S3 servers. Of
 * ours each request's signature is verified and its policies are decided, and what is put is on the disk when it is answered.
 */
record StoredObjects(CloudProcess cloud, Report report, int seconds, int rounds, Path directory) {
    private static final List<Size> SIZES =
            List.of(new Size("1 KiB", 1024, 1), new Size("1 MiB", 1 << 20, 1), new Size("64 MiB", 64 << 20, 3));
    private static final List<Integer> CLIENTS = List.of(1, 32);
    private static final int WARM_UPS_MAX = 8;
    private static final double STEADY = 1.05;

    /**
     * How large an object is.
     *
     * @param patience how much longer than others it is measured, that enough requests end
     */
    private record Size(String name, int bytes, int patience) {}

    private record Case(Size size, int clients) {
        @Override
        public String toString() {
            return size.name + ", " + (clients == 1 ? "1 client" : clients + " clients");
        }
    }

    void run() throws IOException {
        Path home = Path.of(System.getenv().getOrDefault("POSTERN_HOME", "."));
        Path files = Files.createDirectories(directory.resolve("s3-peers"));
        try (StoragePeers peers = StoragePeers.start(home, files)) {
            peers.missing().forEach(name -> report.missing("S3 GET and PUT against " + name, "it cannot be had here"));
            ObjectServer ours = new ObjectServer(
                    "Postern",
                    URI.create("http://127.0.0.1:" + cloud.port()),
                    AwsBasicCredentials.create("test", "test"));
            List<ObjectServer> all = new ArrayList<>(List.of(ours));
            all.addAll(peers.servers());
            List<ObjectServer> secure =
                    new ArrayList<>(List.of(ours.over(URI.create("https://127.0.0.1:" + cloud.port()))));
            secure.addAll(peers.secure());
            for (Size size : SIZES) {
                Path body = body(size);
                for (ObjectServer server : all) {
                    server.put(body);
                }
                for (int clients : CLIENTS) {
                    measure("GET", new Case(size, clients), all, body);
                    measure("PUT", new Case(size, clients), all, body);
                    measure("GET", new Case(size, clients), secure, body);
                }
            }
        }
    }

    private void measure(String method, Case one, List<ObjectServer> all, Path body) throws IOException {
        double[][] rates = new double[all.size()][rounds];
        for (ObjectServer server : all) {
            warmUp(method, one, server, body);
        }
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < all.size(); i++) {
                rates[i][round] = rate(method, one, all.get(i), body);
            }
        }
        for (int i = 1; i < all.size(); i++) {
            report.ratio(
                    "S3 " + method + " of " + one,
                    rates[0],
                    rates[i],
                    "requests/s",
                    all.get(i).name(),
                    goal(method, one, i));
        }
    }

    /** The just-in-time compilers' turn, before anything counts: until a run is hardly faster than the one before it. */
    private void warmUp(String method, Case one, ObjectServer server, Path body) throws IOException {
        double before = 0;
        double now = rate(method, one, server, body);
        for (int run = 1; run < WARM_UPS_MAX && now > before * STEADY; run++) {
            before = now;
            now = rate(method, one, server, body);
        }
    }

    private static String goal(String method, Case one, int peer) {
        if (peer > 1 || !method.equals("GET")) {
            return "";
        }
        return switch (one.size.name) {
            case "64 MiB" -> "goal 0.9";
            case "1 KiB" -> "goal 0.6";
            default -> "";
        };
    }

    private double rate(String method, Case one, ObjectServer server, Path body) throws IOException {
        int length = seconds * one.size.patience;
        return method.equals("GET")
                ? Load.wrk(List.of(), one.clients, length, server.host(), server.get(body))
                : Load.script(server.puts(body, directory), one.clients, length, server.endpoint());
    }

    private Path body(Size size) throws IOException {
        byte[] content = new byte[size.bytes];
        new Random(size.bytes).nextBytes(content);
        return Files.write(directory.resolve("body-" + size.bytes), content);
    }
}
