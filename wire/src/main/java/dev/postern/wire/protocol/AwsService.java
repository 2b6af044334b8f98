package dev.postern.wire.protocol;

import dev.postern.model.Resource;
import dev.postern.wire.http.HttpRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A service that AWS has, be it served here or not: enough to say by its name, and in its own form, that it is not.
 *
 * @param name with which its requests are signed; several services can have the same
 * @param version of its API, {@code 2012-11-05}
 * @param protocol as AWS's model has it, {@code json} or {@code rest-xml}
 * @param target what stands before an operation's name in {@code X-Amz-Target}; may be empty
 * @param namespace of its XML; may be empty
 * @param title AWS's name for it, {@code Amazon Simple Queue Service}
 */
public record AwsService(String name, String version, String protocol, String target, String namespace, String title) {
    /** What S3 Control is called here, though its requests are signed for S3. */
    public static final String S3_CONTROL = "s3-control";

    private static final List<AwsService> ALL = read();

    /** The services whose requests are signed with a name; none for a name that AWS has not. */
    public static List<AwsService> signedAs(String name) {
        return ALL.stream().filter(service -> service.name.equals(name)).toList();
    }

    /** The service to which an operation in {@code X-Amz-Target} belongs. */
    public static Optional<AwsService> targetedBy(HttpRequest request) {
        String header = request.headers().first("x-amz-target").orElse("");
        int dot = header.lastIndexOf('.');
        String prefix = dot < 0 ? "" : header.substring(0, dot);
        return prefix.isEmpty() ? Optional.empty() : first(service -> service.target.equals(prefix));
    }

    /** The service to which an unsigned form belongs, by the version that it names: no two that speak so share one. */
    public static Optional<AwsService> versioned(HttpRequest request, byte[] body) {
        String version = QueryForm.find(request, body, "Version").orElse("");
        return first(service -> service.version.equals(version)
                && (service.protocol.equals("query") || service.protocol.equals("ec2")));
    }

    /** Whether a request that is signed for S3 is one of S3 Control, whose paths would else be those of buckets. */
    public static boolean isS3Control(HttpRequest request) {
        return request.path().startsWith("/v20180820/")
                && request.headers().first("x-amz-account-id").isPresent();
    }

    private static Optional<AwsService> first(Predicate<AwsService> wanted) {
        return ALL.stream().filter(wanted).findFirst();
    }

    private static List<AwsService> read() {
        return Resource.lines(AwsService.class, "aws-services.txt").stream()
                .map(line -> line.split("\t", -1))
                .map(c -> new AwsService(c[0], c[1], c[2], c[3], c[4], c[5]))
                .toList();
    }
}
