package dev.postern.server.why;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.compute.Said;
import dev.postern.explain.Probe;
import dev.postern.model.Region;
import dev.postern.services.s3.SupposedRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeScriptTest {
    private static Wanted wanted(String service, String operation, Optional<String> resource) {
        return new Wanted(
                service, operation, resource, Optional.empty(), Optional.empty(), Optional.empty(), Region.US_EAST_1);
    }

    private static Wanted s3(String action) {
        return Stream.of(
                        supposed(action, Optional.of("b"), Optional.of("k")),
                        supposed(action, Optional.of("b"), Optional.empty()),
                        supposed(action, Optional.empty(), Optional.empty()))
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Wanted> supposed(String action, Optional<String> bucket, Optional<String> key) {
        try {
            SupposedRequest request = SupposedRequest.of(action, bucket, key);
            return Optional.of(new Wanted(
                    "s3",
                    action.substring(3),
                    bucket,
                    Optional.of(request),
                    Optional.empty(),
                    Optional.empty(),
                    Region.US_EAST_1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Test
    void onlyWhatChangesNothingIsSent() {
        for (String action : SupposedRequest.actions()) {
            boolean reads = action.matches("s3:(Get|List|Head).*");
            boolean sent = ProbeScript.obstacle(s3(action)).isEmpty();
            assertThat(sent).as(action).isEqualTo(reads || action.equals("s3:PutObject"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ec2, TerminateInstances, i-0123456789abcdef0, true",
        "ec2, DescribeVpcs, , true",
        "ec2, CreateTags, fl-0123456789abcdef0, false",
        "iam, GetRole, arn:aws:iam::111122223333:role/reader, true",
        "iam, DeleteRole, arn:aws:iam::111122223333:role/reader, false",
        "sts, GetCallerIdentity, , true",
        "sts, AssumeRole, arn:aws:iam::111122223333:role/reader, false",
        "ssm, GetParameter, , false",
    })
    void dryRunsAndReadsAreSent(String service, String operation, String resource, boolean sent) {
        Wanted wanted = wanted(service, operation, Optional.ofNullable(resource));
        assertThat(ProbeScript.obstacle(wanted).isEmpty()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | HTTP/1.1 200 OK | ALLOWED",
                "0 | HTTP/1.1 404 Not Found <Code>NoSuchKey</Code> | ALLOWED",
                "0 | HTTP/1.1 400 Bad Request <Code>BadDigest</Code> | ALLOWED",
                "0 | HTTP/1.1 412 Precondition Failed <Code>DryRunOperation</Code> | ALLOWED",
                "0 | HTTP/1.1 403 Forbidden <Code>AccessDenied</Code> | DENIED",
                "0 | HTTP/1.1 403 Forbidden | DENIED",
                "0 | HTTP/1.1 403 Forbidden <Code>SignatureDoesNotMatch</Code> | UNCLEAR",
                "0 | HTTP/1.1 400 Bad Request <Code>UnknownParameter</Code> | UNCLEAR",
                "0 | HTTP/1.1 503 Slow Down | UNCLEAR",
                "0 | | UNCLEAR",
                "6 | | DENIED",
                "28 | | DENIED",
                "90 | | DENIED",
                "91 | | DENIED",
                "60 | | UNCLEAR",
                "127 | | NOT_SENT",
            })
    void readsWhatCameBack(int code, String output, Probe.Seen seen) {
        Said ran = new Said(Optional.of(code), output == null ? "" : output);
        assertThat(RequestOutcome.of("it", ran, Duration.ofSeconds(20)).seen()).isEqualTo(seen);
    }
}
