package dev.postern.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * GETs of an object through a gateway endpoint, against nginx that serves the same file to a client one veth pair away.
 * Each of ours is a presigned request: its signature is verified, and the policies are decided, every time.
 */
record ObjectReads(Topology topology, Report report, int seconds, int rounds, Path directory) {
    private static final String HOST = "s3.us-east-1.amazonaws.com";
    private static final String BUCKET = "bench-objects";

    void run() throws Exception {
        topology.ec2()
                .createVpcEndpoint(r -> r.vpcId(topology.vpcId())
                        .serviceName("com.amazonaws.us-east-1.s3")
                        .routeTableIds(topology.routeTableId()));
        topology.s3().createBucket(r -> r.bucket(BUCKET));
        Path small = file("small", 1024);
        Path large = file("large", 64 << 20);
        try (PlainNamespaces plain = PlainNamespaces.create()) {
            try (Daemon _ = nginx(plain)) {
                compare("S3 GET of 64 MiB through the endpoint", large, 2, plain, "goal 0.7 now, 0.9 later");
                compare("S3 GET of 1 KiB through the endpoint", small, 16, plain, "goal 0.3 now, 0.5 later");
            }
        }
    }

    private void compare(String what, Path file, int connections, PlainNamespaces plain, String goal) {
        String name = file.getFileName().toString();
        String presigned = presign(name);
        // The just-in-time compiler's turn, before anything counts.
        var _ = Load.wrk(topology.inNetworkOf(topology.client()), connections, seconds, HOST, presigned);
        double[] ours = new double[rounds];
        double[] peers = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            ours[round] = Load.wrk(topology.inNetworkOf(topology.client()), connections, seconds, HOST, presigned);
            peers[round] = Load.wrk(
                    plain.inside("client"),
                    connections,
                    seconds,
                    HOST,
                    "http://" + PlainNamespaces.ROUTER_SERVICE_IP + "/" + name);
        }
        report.ratio(what, ours, peers, "requests/s", "nginx", goal);
    }

    /** An object, and the file in which it is kept under a name that nginx finds: both send the very same pages. */
    private Path file(String name, int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        topology.s3().putObject(r -> r.bucket(BUCKET).key(name), RequestBody.fromBytes(content));
        try (Stream<Path> files = Files.walk(topology.cloud().data().resolve("objects"))) {
            Path kept = files.filter(file -> holds(file, content))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no file holds the object"));
            return Files.createLink(
                    Files.createDirectories(directory.resolve("www")).resolve(name), kept);
        }
    }

    private static boolean holds(Path file, byte[] content) {
        try {
            return Files.isRegularFile(file)
                    && Files.size(file) == content.length
                    && Arrays.equals(Files.readAllBytes(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Signed for the service's name, sent to its address: the load generator resolves names by the host's resolver. */
    private String presign(String key) {
        try (S3Presigner presigner = S3Presigner.builder()
                .region(Topology.REGION)
                .credentialsProvider(Topology.ROOT)
                .endpointOverride(URI.create("http://" + HOST))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return presigner
                    .presignGetObject(r -> r.signatureDuration(Duration.ofHours(1))
                            .getObjectRequest(g -> g.bucket(BUCKET).key(key)))
                    .url()
                    .toString()
                    .replace(HOST, PlainNamespaces.ROUTER_SERVICE_IP);
        }
    }

    private Daemon nginx(PlainNamespaces plain) {
        return Nginx.web(
                plain.inside("router"), directory, 2, """
                sendfile on;
                tcp_nopush on;
                keepalive_requests 1000000000;
                server { listen %2$s:80; root %1$s/www; }
                """.formatted(directory, PlainNamespaces.ROUTER_SERVICE_IP));
    }
}
