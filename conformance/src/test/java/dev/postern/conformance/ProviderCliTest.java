package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoint services, topics and connection notifications by the unmodified AWS CLI: each operation, and what it refuses. */
@Tag("conformance")
final class ProviderCliTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void offersAServiceAndTellsATopic() throws Exception {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            String balancer = balancer(cloud);
            String service = text(
                    cloud,
                    "ServiceConfiguration.ServiceId",
                    "ec2",
                    "create-vpc-endpoint-service-configuration",
                    "--network-load-balancer-arns",
                    balancer,
                    "--private-dns-name",
                    "shop.example.com",
                    "--tag-specifications",
                    "ResourceType=vpc-endpoint-service,Tags=[{Key=Name,Value=shop}]");
            assertThat(service).matches("vpce-svc-[0-9a-f]{17}");
            String id = "--service-id=" + service;
            assertThat(text(
                            cloud,
                            "ServiceConfigurations[0].[ServiceState,AcceptanceRequired,PrivateDnsNameConfiguration.State,"
                                    + "AvailabilityZones[0],Tags[0].Value,SupportedRegions[0].Region]",
                            "ec2",
                            "describe-vpc-endpoint-service-configurations",
                            "--service-ids=" + service))
                    .isEqualTo("Available\tTrue\tpendingVerification\tus-east-1a\tshop\tus-east-1");
            assertThat(text(
                            cloud,
                            "Return",
                            "ec2",
                            "modify-vpc-endpoint-service-configuration",
                            id,
                            "--no-acceptance-required"))
                    .isEqualTo("True");
            assertThat(text(
                            cloud,
                            "ReturnValue",
                            "ec2",
                            "modify-vpc-endpoint-service-payer-responsibility",
                            id,
                            "--payer-responsibility=ServiceOwner"))
                    .isEqualTo("True");
            assertThat(text(cloud, "ReturnValue", "ec2", "start-vpc-endpoint-service-private-dns-verification", id))
                    .isEqualTo("True");
            permits(cloud, id);
            tells(cloud, id);
            refuses(cloud, id, balancer);
            assertThat(text(
                            cloud,
                            "length(Unsuccessful)",
                            "ec2",
                            "delete-vpc-endpoint-service-configurations",
                            "--service-ids=" + service))
                    .isEqualTo("0");
            assertThat(cli(cloud, "elbv2", "delete-load-balancer", "--load-balancer-arn=" + balancer)
                            .exitCode())
                    .isZero();
        }
    }

    private void permits(TestingCloud cloud, String id) {
        assertThat(text(
                        cloud,
                        "[ReturnValue,AddedPrincipals[0].PrincipalType]",
                        "ec2",
                        "modify-vpc-endpoint-service-permissions",
                        id,
                        "--add-allowed-principals=arn:aws:iam::444455556666:root"))
                .isEqualTo("True\tAccount");
        assertThat(text(cloud, "AllowedPrincipals[].Principal", "ec2", "describe-vpc-endpoint-service-permissions", id))
                .isEqualTo("arn:aws:iam::444455556666:root");
        assertThat(text(cloud, "length(VpcEndpointConnections)", "ec2", "describe-vpc-endpoint-connections"))
                .isEqualTo("0");
        for (String answer : new String[] {"accept-vpc-endpoint-connections", "reject-vpc-endpoint-connections"}) {
            assertThat(text(
                            cloud,
                            "Unsuccessful[0].[ResourceId,Error.Code]",
                            "ec2",
                            answer,
                            id,
                            "--vpc-endpoint-ids=vpce-0123456789abcdef0"))
                    .isEqualTo("vpce-0123456789abcdef0\tInvalidVpcEndpointId.NotFound");
        }
    }

    private void tells(TestingCloud cloud, String service) {
        String topic = text(cloud, "TopicArn", "sns", "create-topic", "--name=news", "--tags=Key=a,Value=b");
        String arn = "--topic-arn=" + topic;
        assertThat(text(cloud, "Topics[].TopicArn", "sns", "list-topics")).isEqualTo(topic);
        done(cloud, "sns", "set-topic-attributes", arn, "--attribute-name=DisplayName", "--attribute-value=News");
        done(
                cloud,
                "sns",
                "add-permission",
                arn,
                "--label=friends",
                "--aws-account-id=444455556666",
                "--action-name=Publish");
        assertThat(text(cloud, "Attributes.[DisplayName,Owner]", "sns", "get-topic-attributes", arn))
                .isEqualTo("News\t000000000000");
        done(cloud, "sns", "remove-permission", arn, "--label=friends");
        assertThat(text(cloud, "Tags[0].Value", "sns", "list-tags-for-resource", "--resource-arn=" + topic))
                .isEqualTo("b");
        String subscription = text(
                cloud,
                "SubscriptionArn",
                "sns",
                "subscribe",
                arn,
                "--protocol=http",
                "--notification-endpoint=http://198.19.0.250/",
                "--return-subscription-arn");
        assertThat(subscription).startsWith(topic + ":");
        assertThat(text(cloud, "Subscriptions[0].SubscriptionArn", "sns", "list-subscriptions-by-topic", arn))
                .isEqualTo("PendingConfirmation");
        assertThat(text(
                        cloud,
                        "Attributes.PendingConfirmation",
                        "sns",
                        "get-subscription-attributes",
                        "--subscription-arn=" + subscription))
                .isEqualTo("true");
        assertThat(text(cloud, "MessageId", "sns", "publish", arn, "--message=hello"))
                .hasSize(36);
        assertThat(text(
                        cloud,
                        "[length(Successful),length(Failed||`[]`)]",
                        "sns",
                        "publish-batch",
                        arn,
                        "--publish-batch-request-entries",
                        "Id=1,Message=a",
                        "Id=2,Message=b"))
                .isEqualTo("2\t0");
        assertThat(cli(cloud, "sns", "confirm-subscription", arn, "--token=guess")
                        .errors())
                .contains("(InvalidParameter)", "Invalid parameter: Token");
        assertThat(cli(cloud, "sns", "subscribe", arn, "--protocol=sqs", "--notification-endpoint=q")
                        .errors())
                .contains("(InvalidParameter)");
        notifies(cloud, service, topic);
        done(cloud, "sns", "unsubscribe", "--subscription-arn=" + subscription);
        done(cloud, "sns", "delete-topic", arn);
        assertThat(cli(cloud, "sns", "get-topic-attributes", arn).errors())
                .contains("(NotFound)", "Topic does not exist");
    }

    private void notifies(TestingCloud cloud, String service, String topic) {
        String notification = text(
                cloud,
                "ConnectionNotification.ConnectionNotificationId",
                "ec2",
                "create-vpc-endpoint-connection-notification",
                service,
                "--connection-notification-arn=" + topic,
                "--connection-events",
                "Connect",
                "Reject");
        done(
                cloud,
                "ec2",
                "modify-vpc-endpoint-connection-notification",
                "--connection-notification-id=" + notification,
                "--connection-events",
                "Delete",
                "Accept");
        assertThat(text(
                        cloud,
                        "ConnectionNotificationSet[0].[ConnectionNotificationState,ConnectionEvents[0]]",
                        "ec2",
                        "describe-vpc-endpoint-connection-notifications"))
                .isEqualTo("Enabled\tAccept");
        done(
                cloud,
                "ec2",
                "delete-vpc-endpoint-connection-notifications",
                "--connection-notification-ids=" + notification);
    }

    private void refuses(TestingCloud cloud, String service, String balancer) {
        assertThat(cli(
                                cloud,
                                "ec2",
                                "create-vpc-endpoint-service-configuration",
                                "--gateway-load-balancer-arns=" + balancer)
                        .errors())
                .contains("(InvalidGatewayLoadBalancerArn.Malformed)");
        assertThat(cli(
                                cloud,
                                "ec2",
                                "create-vpc-endpoint-service-configuration",
                                "--network-load-balancer-arns=" + balancer)
                        .errors())
                .contains("(InvalidParameter)");
        assertThat(cli(
                                cloud,
                                "ec2",
                                "modify-vpc-endpoint-service-permissions",
                                service,
                                "--add-allowed-principals=nobody")
                        .errors())
                .contains("(InvalidPrincipal)", "Invalid Principal: 'nobody'");
        assertThat(cli(cloud, "elbv2", "delete-load-balancer", "--load-balancer-arn=" + balancer)
                        .errors())
                .contains("(ResourceInUse)", "because it is currently associated with another service");
        assertThat(cli(
                                cloud,
                                "ec2",
                                "describe-vpc-endpoint-service-configurations",
                                "--service-ids=vpce-svc-0123456789abcdef0")
                        .errors())
                .contains("(InvalidVpcEndpointServiceId.NotFound)");
    }

    private String balancer(TestingCloud cloud) {
        String vpc = text(cloud, "Vpc.VpcId", "ec2", "create-vpc", "--cidr-block=10.0.0.0/16");
        String subnet = text(
                cloud,
                "Subnet.SubnetId",
                "ec2",
                "create-subnet",
                "--vpc-id=" + vpc,
                "--cidr-block=10.0.1.0/24",
                "--availability-zone=us-east-1a");
        return text(
                cloud,
                "LoadBalancers[0].LoadBalancerArn",
                "elbv2",
                "create-load-balancer",
                "--name=shop",
                "--type=network",
                "--scheme=internal",
                "--subnets=" + subnet);
    }

    private void done(TestingCloud cloud, String... words) {
        cli(cloud, words).succeeded();
    }

    private String text(TestingCloud cloud, String query, String... words) {
        String[] all = new String[words.length + 2];
        System.arraycopy(words, 0, all, 0, words.length);
        all[words.length] = "--query=" + query;
        all[words.length + 1] = "--output=text";
        return cli(cloud, all).succeeded();
    }

    private Finished cli(TestingCloud cloud, String... words) {
        return cloud.root().cli("aws", directory, words);
    }
}
