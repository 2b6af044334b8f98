package dev.postern.wire.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.VersionInfo;
import software.amazon.awssdk.services.accessanalyzer.AccessAnalyzerClient;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.cloudtrail.CloudTrailClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;
import software.amazon.awssdk.services.elasticloadbalancingv2.ElasticLoadBalancingV2Client;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3control.S3ControlClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;

/** What a newer SDK brings is refused by name until somebody serves it. */
final class UnservedMembersTest {
    /** Where the models are of services that no other test here knows. */
    private static final Map<String, Class<?>> MODELS = Map.of(
            "accessanalyzer", AccessAnalyzerClient.class,
            "acm", AcmClient.class,
            "cloudtrail", CloudTrailClient.class,
            "dynamodb", DynamoDbClient.class,
            "elasticloadbalancingv2", ElasticLoadBalancingV2Client.class,
            "kms", KmsClient.class,
            "s3control", S3ControlClient.class,
            "sns", SnsClient.class);

    @Test
    void theListWasGoneThroughForTheSdkThatIsUsed() {
        assertThat(UnservedMembers.reviewed())
                .as("the SDK has moved: wire/RequestMembers.java prints what it brings for unserved-members.txt")
                .isEqualTo(VersionInfo.SDK_VERSION);
    }

    @Test
    void namesOnlyMembersThatThereAre() throws ReflectiveOperationException {
        for (Map.Entry<String, Map<String, Set<String>>> structure :
                UnservedMembers.all().entrySet()) {
            String[] name = structure.getKey().split(" ", -1);
            Class<?> type = Class.forName(
                    "software.amazon.awssdk.services." + name[0] + ".model." + name[1],
                    true,
                    MODELS.getOrDefault(name[0], SdkPojo.class).getClassLoader());
            SdkPojo builder = (SdkPojo) type.getMethod("builder").invoke(null);
            assertThat(builder.sdkFields())
                    .as(structure.getKey())
                    .extracting(SdkField::locationName)
                    .containsAll(structure.getValue().keySet());
        }
    }

    @Test
    void refusesThemByNameWhereverTheyAre() {
        assertThatThrownBy(() -> query(true, "CpuOptions.NestedVirtualization=on", RunInstancesRequest.builder()))
                .hasMessage("NOT_SERVED CpuOptions.NestedVirtualization");
        assertThatThrownBy(() -> query(true, "BlockDeviceMapping.1.Ebs.EbsCardIndex=1", RunInstancesRequest.builder()))
                .hasMessage("NOT_SERVED BlockDeviceMapping.1.Ebs.EbsCardIndex");
        assertThatThrownBy(() -> query(true, "SecondaryInterface.1.DeviceIndex=1", RunInstancesRequest.builder()))
                .hasMessage("NOT_SERVED SecondaryInterface.1.DeviceIndex");
        assertThatThrownBy(() -> query(false, "MinimumSessionTokenSize=9", AssumeRoleRequest.builder()))
                .hasMessage("NOT_SERVED MinimumSessionTokenSize");
        assertThatThrownBy(() -> XmlDecoder.decode(
                        new ByteArrayInputStream(
                                "<Rule><BlockedEncryptionTypes/></Rule>".getBytes(StandardCharsets.UTF_8)),
                        "Rule",
                        (SdkPojo) ServerSideEncryptionRule.builder()))
                .hasMessage("NOT_SERVED BlockedEncryptionTypes");
        assertThatThrownBy(() -> XmlDecoder.decode(
                        new ByteArrayInputStream(
                                "<Record><Failover>PRIMARY</Failover></Record>".getBytes(StandardCharsets.UTF_8)),
                        "Record",
                        (SdkPojo) ResourceRecordSet.builder()))
                .hasMessage("NOT_SERVED Failover");
        assertThat(UnservedMembers.headers("s3"))
                .containsKeys("x-amz-bucket-namespace", "x-amz-object-lock-event-hold")
                .doesNotContainKey("if-match");
    }

    @Test
    void takesValuesThatAskForWhatIsTheCaseAnyway() {
        RunInstancesRequest.Builder builder = RunInstancesRequest.builder();
        query(true, "EbsOptimized=False&CpuOptions.NestedVirtualization=disabled&Placement.GroupName=", builder);
        query(true, "EnclaveOptions.Enabled=false&MetadataOptions.HttpProtocolIpv6=disabled", builder);
        assertThatThrownBy(() -> query(true, "EbsOptimized=true", RunInstancesRequest.builder()))
                .hasMessage("NOT_SERVED EbsOptimized");
        assertThatThrownBy(() -> query(true, "Placement.HostId=h-1", RunInstancesRequest.builder()))
                .hasMessage("NOT_SERVED Placement.HostId");
    }

    @Test
    void takesThoseForWhichNothingIsToBeDone() {
        DescribeInstancesRequest.Builder builder = DescribeInstancesRequest.builder();
        query(true, "IncludeManagedResources=true", builder);
        assertThat(builder.build().includeManagedResources()).isTrue();
    }

    private static void query(boolean strict, String form, Object builder) {
        new QueryDecoder(strict).decode(Parameters.parse(form), Set.of(), (SdkPojo) builder);
    }
}
