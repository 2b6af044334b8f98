package dev.postern.services.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.model.CreateFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeFlowLogsRequest;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Who makes a flow log for a bucket needs the permissions of a delivery of logs, besides EC2's own. */
final class FlowLogPermissionsTest {
    private static final String MINE = "arn:aws:ec2:us-east-1:111122223333:";
    private static final String VPC = "vpc-0123456789abcdef0";
    private static final String LOG = "fl-0123456789abcdef0";

    private final TestAccount account = new TestAccount();

    @AfterEach
    void close() {
        account.close();
    }

    private Stream<String> needed(String operation, SdkPojo request) {
        return new Ec2Permissions()
                .needed(account.cloud().snapshot(), account.context(TestAccount.ROOT), operation, request).stream()
                        .map(check -> check.action() + " " + check.resource());
    }

    private static CreateFlowLogsRequest create(Consumer<CreateFlowLogsRequest.Builder> more) {
        return CreateFlowLogsRequest.builder()
                .resourceType("VPC")
                .resourceIds(VPC)
                .trafficType("ALL")
                .applyMutation(more)
                .build();
    }

    @Test
    void makingOneForABucketIsADeliveryOfLogs() {
        assertThat(needed("CreateFlowLogs", create(r -> r.logDestinationType("s3"))))
                .containsExactly(
                        "ec2:CreateFlowLogs " + MINE + "vpc-flow-log/*",
                        "ec2:CreateFlowLogs " + MINE + "vpc/" + VPC,
                        "logs:CreateLogDelivery *",
                        "logs:DeleteLogDelivery *");
        assertThat(needed("CreateFlowLogs", create(r -> {}))).noneMatch(check -> check.startsWith("logs:"));
    }

    @Test
    void taggingOneNeedsThePermissionToTag() {
        assertThat(needed(
                        "CreateFlowLogs",
                        create(r -> r.tagSpecifications(TagSpecification.builder()
                                .resourceType(ResourceType.VPC_FLOW_LOG)
                                .tags(Tag.builder().key("a").value("b").build())
                                .build()))))
                .contains("ec2:CreateTags " + MINE + "vpc-flow-log/*");
    }

    @Test
    void deletingOneEndsTheDelivery() {
        assertThat(needed(
                        "DeleteFlowLogs",
                        DeleteFlowLogsRequest.builder().flowLogIds(LOG).build()))
                .containsExactly("ec2:DeleteFlowLogs " + MINE + "vpc-flow-log/" + LOG, "logs:DeleteLogDelivery *");
        assertThat(needed(
                        "DescribeFlowLogs",
                        DescribeFlowLogsRequest.builder().flowLogIds(LOG).build()))
                .containsExactly("ec2:DescribeFlowLogs *");
    }
}
