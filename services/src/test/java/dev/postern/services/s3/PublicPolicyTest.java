package dev.postern.services.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of AWS's page on the meaning of "public", and their neighbours. */
final class PublicPolicyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Allow | `\"*\"`                        | `{}`                                                   | true",
                "Deny  | `\"*\"`                        | `{}`                                                   | false",
                "Allow | `{\"AWS\":\"*\"}`              | `{}`                                                   | true",
                "Allow | `{\"AWS\":\"111111111111\"}`   | `{}`                                                   | false",
                "Allow | `\"*\"` | `{\"StringEquals\":{\"aws:SourceVpce\":\"vpce-1\"}}`                 | false",
                "Allow | `\"*\"` | `{\"StringEquals\":{\"aws:SourceVpc\":[\"vpc-1\",\"vpc-2\"]}}`         | false",
                "Allow | `\"*\"` | `{\"StringLike\":{\"aws:SourceVpc\":\"vpc-*\"}}`                     | true",
                "Allow | `\"*\"` | `{\"StringNotEquals\":{\"aws:SourceVpc\":\"vpc-1\"}}`                | true",
                "Allow | `\"*\"` | `{\"StringEqualsIfExists\":{\"aws:SourceVpc\":\"vpc-1\"}}`           | true",
                "Allow | `\"*\"` | `{\"IpAddress\":{\"aws:SourceIp\":\"203.0.113.0/24\"}}`              | false",
                "Allow | `\"*\"` | `{\"IpAddress\":{\"aws:SourceIp\":\"0.0.0.0/1\"}}`                   | true",
                "Allow | `\"*\"` | `{\"IpAddress\":{\"aws:SourceIp\":\"000.0.0.0/01\"}}`                 | true",
                "Allow | `\"*\"` | `{\"StringEquals\":{\"aws:userid\":\"${aws:username}\"}}`            | true",
                "Allow | `\"*\"` | `{\"Bool\":{\"aws:SecureTransport\":\"true\"}}`                      | true",
                "Allow | `\"*\"` | `{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:sns:*:111111111111:*\"}}` | false",
                "Allow | `\"*\"` | `{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:sns:*:*:*\"}}`            | true",
            })
    void tellsPublicPoliciesFromOthers(String effect, String principal, String condition, boolean expected) {
        String policy = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect + "\",\"Principal\":"
                + principal + ",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::b/*\",\"Condition\":"
                + condition + "}]}";
        assertThat(new PublicPolicy().isPublic(policy)).isEqualTo(expected);
    }
}
