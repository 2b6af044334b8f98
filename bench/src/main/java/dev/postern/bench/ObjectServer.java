package dev.postern.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * Somebody who keeps objects.
 *
 * @param credentials whose signature it wants; null where it is a web server that wants none
 */
record ObjectServer(String name, URI endpoint, @Nullable AwsCredentials credentials) {
    private static final String BUCKET = "bench-stored";
    private static final Duration VALID = Duration.ofHours(1);
    private static final S3Configuration BY_PATH =
            S3Configuration.builder().pathStyleAccessEnabled(true).build();

    String host() {
        return endpoint.getAuthority();
    }

    /** The same one, asked over TLS at another address. */
    ObjectServer over(URI secureEndpoint) {
        return new ObjectServer(name + " over TLS", secureEndpoint, credentials);
    }

    /** Puts a file under its name, into a bucket that is made for it. */
    void put(Path body) {
        if (credentials == null) {
            var _ = Shell.run(
                    "curl", "-sSf", "-T", body.toString(), endpoint + "/" + BUCKET + "/" + body.getFileName());
            return;
        }
        try (S3Client s3 = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Topology.REGION)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .serviceConfiguration(BY_PATH)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .build()) {
            if (s3.listBuckets().buckets().stream()
                    .noneMatch(bucket -> bucket.name().equals(BUCKET))) {
                s3.createBucket(create -> create.bucket(BUCKET));
            }
            s3.putObject(put -> put.bucket(BUCKET).key(body.getFileName().toString()), body);
        }
    }

    /** The address that reads it. */
    String get(Path body) {
        return url(
                body,
                presigner -> presigner
                        .presignGetObject(sign -> sign.signatureDuration(VALID)
                                .getObjectRequest(get -> get.bucket(BUCKET)
                                        .key(body.getFileName().toString())))
                        .url()
                        .toString());
    }

    /** A script of wrk's that writes it again and again. */
    Path puts(Path body, Path directory) throws IOException {
        String url = url(
                body,
                presigner -> presigner
                        .presignPutObject(sign -> sign.signatureDuration(VALID)
                                .putObjectRequest(put -> put.bucket(BUCKET)
                                        .key(body.getFileName().toString())))
                        .url()
                        .toString());
        URI address = URI.create(url);
        String query = address.getRawQuery();
        return Files.writeString(Files.createTempFile(directory, "put", ".lua"), """
                local file = io.open("%s", "rb")
                local body = file:read("*a")
                file:close()
                wrk.method = "PUT"
                wrk.path = "%s"
                wrk.body = body
                """.formatted(
                        body, address.getRawPath() + (query == null ? "" : "?" + query)));
    }

    private String url(Path body, Function<S3Presigner, String> presign) {
        if (credentials == null) {
            return endpoint + "/" + BUCKET + "/" + body.getFileName();
        }
        try (S3Presigner presigner = S3Presigner.builder()
                .endpointOverride(endpoint)
                .region(Topology.REGION)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .serviceConfiguration(BY_PATH)
                .build()) {
            return presign.apply(presigner);
        }
    }
}
