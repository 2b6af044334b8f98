package dev.postern.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/**
 * Others that keep objects on this machine: nginx as the limit, s3rver of Node.js, and S3Proxy of Java, each over files. None of them waits
 * for the disk.
 *
 * @param secure those of them that speak TLS, by it
 * @param missing those that could not be had
 * @see <a href="https://github.com/jamhall/s3rver">s3rver</a>
 * @see <a href="https://github.com/gaul/s3proxy">S3Proxy</a>
 */
record StoragePeers(List<ObjectServer> servers, List<ObjectServer> secure, List<String> missing, List<Daemon> daemons)
        implements AutoCloseable {
    private static final String S3RVER = "3.7.1";
    private static final String S3PROXY = "2.6.0";

    static StoragePeers start(Path home, Path directory) throws IOException {
        StoragePeers peers =
                new StoragePeers(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        peers.nginx(directory.resolve("nginx"));
        peers.s3rver(home, Files.createDirectories(directory.resolve("s3rver")));
        peers.s3proxy(Files.createDirectories(directory.resolve("s3proxy")));
        for (ObjectServer server : peers.servers) {
            Shell.run(
                    "curl",
                    "-s",
                    "-o",
                    "/dev/null",
                    "--retry",
                    "100",
                    "--retry-delay",
                    "1",
                    "--retry-connrefused",
                    server.endpoint().toString());
        }
        return peers;
    }

    private void nginx(Path directory) throws IOException {
        int port = Daemon.freePort();
        int securePort = Daemon.freePort();
        Files.createDirectories(directory.resolve("www"));
        Shell.run(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-subj",
                "/CN=127.0.0.1",
                "-keyout",
                directory.resolve("key.pem").toString(),
                "-out",
                directory.resolve("certificate.pem").toString());
        daemons.add(Nginx.web(List.of(), directory, 2, """
                sendfile on;
                tcp_nopush on;
                keepalive_requests 1000000000;
                client_max_body_size 100m;
                server {
                  listen 127.0.0.1:%2$d;
                  listen 127.0.0.1:%3$d ssl;
                  ssl_certificate %1$s/certificate.pem;
                  ssl_certificate_key %1$s/key.pem;
                  root %1$s/www;
                  location / { dav_methods PUT; create_full_put_path on; }
                }
                """.formatted(directory, port, securePort)));
        ObjectServer nginx = new ObjectServer("nginx", at(port), null);
        servers.add(nginx);
        secure.add(nginx.over(URI.create("https://127.0.0.1:" + securePort)));
    }

    private void s3rver(Path home, Path directory) throws IOException {
        Optional<Path> program = Npm.find(home, "s3rver", S3RVER, "bin/s3rver.js");
        if (program.isEmpty()) {
            missing.add("s3rver");
            return;
        }
        int port = Daemon.freePort();
        daemons.add(Daemon.start(List.of(
                "node",
                program.get().toString(),
                "--silent",
                "-a",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-d",
                directory.toString())));
        servers.add(new ObjectServer("s3rver " + S3RVER, at(port), AwsBasicCredentials.create("S3RVER", "S3RVER")));
    }

    private void s3proxy(Path directory) throws IOException {
        Path jar = Path.of(
                System.getProperty("user.home"),
                ".m2/repository/org/gaul/s3proxy/" + S3PROXY,
                "s3proxy-" + S3PROXY + "-jar-with-dependencies.jar");
        if (!Files.exists(jar)) {
            Shell.run(
                    "mvn",
                    "-q",
                    "-ntp",
                    "dependency:get",
                    "-Dtransitive=false",
                    "-Dartifact=org.gaul:s3proxy:" + S3PROXY + ":jar:jar-with-dependencies");
        }
        int port = Daemon.freePort();
        Path configuration = Files.writeString(directory.resolve("s3proxy.conf"), """
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=test
                s3proxy.credential=test
                s3proxy.endpoint=http://127.0.0.1:%d
                jclouds.provider=filesystem-nio2
                jclouds.identity=test
                jclouds.credential=test
                jclouds.filesystem.basedir=%s
                """.formatted(
                        port, Files.createDirectories(directory.resolve("files"))));
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        daemons.add(Daemon.start(List.of(java, "-jar", jar.toString(), "--properties", configuration.toString())));
        servers.add(new ObjectServer("S3Proxy " + S3PROXY, at(port), AwsBasicCredentials.create("test", "test")));
    }

    private static URI at(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        daemons.forEach(Daemon::close);
    }
}
