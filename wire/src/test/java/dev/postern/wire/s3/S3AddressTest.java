package dev.postern.wire.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Region;
import dev.postern.wire.ApiException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3AddressTest {
    @Test
    void theHostsOfAccessPointsNameThem() {
        S3Address point = S3Address.parse("team-000000000000.s3-accesspoint.eu-west-1.amazonaws.com", "/a/b");
        assertThat(point.accessPoint()).isTrue();
        assertThat(point.bucket()).contains("team-000000000000");
        assertThat(point.key()).contains("a/b");
        assertThat(point.region().map(Region::name)).contains("eu-west-1");
        String endpoint = "vpce-0123456789abcdef0-abcdefgh.s3.us-east-1.vpce.amazonaws.com";
        assertThat(isPoint("team-000000000000.accesspoint." + endpoint)).isTrue();
        assertThat(isPoint("accesspoint." + endpoint)).isFalse();
        assertThat(isPoint("000000000000.control." + endpoint)).isFalse();
        assertThat(isPoint("team-000000000000.s3-accesspoint.dualstack.us-east-1.amazonaws.com"))
                .isTrue();
        assertThat(isPoint("s3-accesspoint.s3.us-east-1.amazonaws.com")).isFalse();
    }

    private static boolean isPoint(String host) {
        return S3Address.parse(host, "/k").accessPoint();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "s3.amazonaws.com,/,-,-,-",
                "s3.amazonaws.com,/bucket,bucket,-,-",
                "s3.amazonaws.com,/bucket/,bucket,-,-",
                "s3.eu-west-1.amazonaws.com,/bucket/a/b,bucket,a/b,eu-west-1",
                "s3-eu-west-1.amazonaws.com,/bucket/a%20b,bucket,a b,eu-west-1",
                "s3.dualstack.eu-west-1.amazonaws.com,/bucket//x/,bucket,/x/,eu-west-1",
                "bucket.s3.amazonaws.com,/,bucket,-,-",
                "bucket.s3.amazonaws.com,/a/b,bucket,a/b,-",
                "my.dotted.bucket.s3.us-east-1.amazonaws.com,/k,my.dotted.bucket,k,us-east-1",
                "bucket.s3.dualstack.us-east-1.amazonaws.com,/k,bucket,k,us-east-1",
                "bucket.s3-fips.dualstack.us-east-1.amazonaws.com,/k,bucket,k,us-east-1",
                "s3-fips.us-west-2.amazonaws.com,/bucket/k,bucket,k,us-west-2",
                "bucket.s3-us-west-2.amazonaws.com,/k,bucket,k,us-west-2",
                "bucket.s3-external-1.amazonaws.com,/k,bucket,k,-",
                "s3.s3.amazonaws.com,/k,s3,k,-",
                "bucket.localhost,/k,bucket,k,-",
                "bucket.s3.localhost,/k,bucket,k,-",
                "s3.localhost,/bucket/k,bucket,k,-",
                "localhost,/bucket/k,bucket,k,-",
                "127.0.0.1,/bucket/%C3%A4%2B+,bucket,ä++,-",
                "ec2.us-east-1.amazonaws.com,/,-,-,-",
                "dualstack.us-east-1.amazonaws.com,/b,b,-,-",
                "x.dualstack.us-east-1.amazonaws.com,/b,b,-,-",
                "s3.dualstack.amazonaws.com,/b,b,-,-",
                "us-east-1.amazonaws.com,/b,b,-,-",
            })
    void readsHostsAndPaths(String host, String path, String bucket, String key, String region) {
        assertThat(S3Address.parse(host, path))
                .isEqualTo(new S3Address(
                        Optional.ofNullable(bucket),
                        Optional.ofNullable(key),
                        Optional.ofNullable(region).map(Region::new)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/b/%zz", "/b/%", "/b/%a", "/b/%ff", "/b/%C3x%A4", "/b/%ed%a0%80"})
    void refusesPathsThatCannotBeRead(String path) {
        assertThatThrownBy(() -> S3Address.requireReadable(path))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().code()).isEqualTo("InvalidURI"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/b/k", "/b/%C3%A4", "/b/%25", "/b/%F0%9F%98%80x%20%2F", "/b/a%C3%A4%61"})
    void takesPathsThatCanBeRead(String path) {
        assertThatCode(() -> S3Address.requireReadable(path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "s3.amazonaws.com,true",
        "bucket.s3.eu-west-1.amazonaws.com,true",
        "ec2.eu-west-1.amazonaws.com,false",
        "iam.amazonaws.com,false",
        "localhost,false"
    })
    void knowsTheHostsOfS3(String host, boolean s3) {
        assertThat(S3Address.isS3Host(host)).isEqualTo(s3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/b/..",
                "/b/../x",
                "/b/a/../../x",
                "/b/%2e%2e/x",
                "/b/..%2Fx",
                "/b/%2E%2E%2f%2E%2E%2fetc/passwd",
                "/b/./../x",
                "/b//../x",
                "/../b/x",
                "/..",
                "/%2e%2e/b"
            })
    void refusesToClimbAboveTheBucket(String path) {
        assertThatThrownBy(() -> S3Address.parse("127.0.0.1", path).requireInsideBucket())
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.error().status()).isEqualTo(400));
        if (path.startsWith("/b/")) {
            String inHost = path.substring(2);
            assertThatThrownBy(
                            () -> S3Address.parse("b.s3.amazonaws.com", inHost).requireInsideBucket())
                    .isInstanceOf(ApiException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/b", "/b/", "/b/a/../x", "/b/a/..", "/b/...", "/b/..a/x", "/b/./a", "/b/a/b/../../c"})
    void keepsDotsThatStayInside(String path) {
        S3Address.parse("127.0.0.1", path).requireInsideBucket();
    }
}
