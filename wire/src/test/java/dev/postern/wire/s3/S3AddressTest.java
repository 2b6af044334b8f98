package dev.postern.wire.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Region;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3AddressTest {
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
                "bucket.s3-us-west-2.amazonaws.com,/k,bucket,k,us-west-2",
                "bucket.s3-external-1.amazonaws.com,/k,bucket,k,-",
                "s3.s3.amazonaws.com,/k,s3,k,-",
                "bucket.localhost,/k,bucket,k,-",
                "bucket.s3.localhost,/k,bucket,k,-",
                "s3.localhost,/bucket/k,bucket,k,-",
                "localhost,/bucket/k,bucket,k,-",
                "127.0.0.1,/bucket/%C3%A4%2B+,bucket,ä++,-",
                "ec2.us-east-1.amazonaws.com,/,-,-,-",
            })
    void readsHostsAndPaths(String host, String path, String bucket, String key, String region) {
        assertThat(S3Address.parse(host, path))
                .isEqualTo(new S3Address(
                        Optional.ofNullable(bucket),
                        Optional.ofNullable(key),
                        Optional.ofNullable(region).map(Region::new)));
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
}
