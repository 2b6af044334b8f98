package dev.postern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.policy.ServiceAuthorization.Action;
import dev.postern.policy.ServiceAuthorization.Needed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceAuthorizationTest {
    private static final ServiceAuthorization EC2 = ServiceAuthorization.of("ec2");

    @Test
    void tellsOnWhatAnActionActsAndWhichKeysItsRequestsHave() {
        Action run = EC2.action("RunInstances");
        assertThat(run.resources()).containsKeys("instance", "subnet", "image", "key-pair");
        Needed subnet = run.on("subnet").orElseThrow();
        assertThat(subnet.always()).isTrue();
        assertThat(run.on("key-pair").orElseThrow().always()).isFalse();
        assertThat(subnet.keys().have("ec2:vpc")).isTrue();
        assertThat(subnet.keys().have("ec2:resourcetag/team")).isTrue();
        assertThat(subnet.keys().have("ec2:instancetype")).isFalse();
        assertThat(run.keys().have("ec2:region")).isTrue();
        assertThat(run.canHave("ec2:instancetype")).isTrue();
        assertThat(run.canHave("ec2:volumetypes")).isFalse();
        assertThat(run.dependents()).contains("iam:PassRole", "ec2:CreateTags", "ssm:GetParameters");
    }

    @Test
    void whatAnActionMakesHasTagsOnlyOfItsRequest() {
        Action run = EC2.action("RunInstances");
        assertThat(run.on("instance").orElseThrow().made()).isTrue();
        assertThat(run.on("subnet").orElseThrow().made()).isFalse();
        assertThat(EC2.action("CreateTags").on("instance").orElseThrow().made()).isFalse();
    }

    @Test
    void findsActionsWhateverTheirCase() {
        assertThat(EC2.action("runinstances")).isSameAs(EC2.action("RunInstances"));
        assertThat(EC2.find("Fly")).isEmpty();
        assertThat(EC2.action("Fly").resources()).isEmpty();
    }

    @Test
    void someNamesHaveNoRegionOrAccount() {
        assertThat(EC2.arn("vpc", "eu-west-1", "111122223333", "vpc-1"))
                .isEqualTo("arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1");
        assertThat(EC2.arn("image", "eu-west-1", "111122223333", "ami-1"))
                .isEqualTo("arn:aws:ec2:eu-west-1::image/ami-1");
        assertThat(ServiceAuthorization.of("iam").arn("role", "", "111122223333", "path/r"))
                .isEqualTo("arn:aws:iam::111122223333:role/path/r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec2", "ec2-instance-connect", "iam", "s3", "ssm", "sts"})
    void everyRowCanBeRead(String service) {
        assertThat(ServiceAuthorization.of(service).actions())
                .isNotEmpty()
                .allSatisfy(
                        action -> assertThat(ServiceAuthorization.of(service).action(action.name()))
                                .isSameAs(action));
    }
}
