package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class AwsManagedPoliciesTest {
    @Test
    void everyDocumentIsAnIdentityPolicy() {
        assertThat(AwsManagedPolicies.all())
                .hasSizeGreaterThan(10)
                .allSatisfy(policy -> assertThatCode(() -> Policy.parse(policy.document(), PolicyKind.IDENTITY))
                        .as(policy.name())
                        .doesNotThrowAnyException());
    }

    @Test
    void areFoundByTheirArns() {
        assertThat(AwsManagedPolicies.find("arn:aws:iam::aws:policy/AmazonS3FullAccess")
                        .orElseThrow()
                        .document())
                .contains("s3:*");
        assertThat(AwsManagedPolicies.find("arn:aws:iam::aws:policy/NoSuchPolicy"))
                .isEmpty();
    }
}
