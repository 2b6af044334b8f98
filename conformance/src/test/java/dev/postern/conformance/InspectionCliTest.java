package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.postern.testkit.Await;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateway Load Balancers, their endpoints and routes to these by the unmodified AWS CLI, as AWS's guide makes them. */
@Tag("conformance")
final class InspectionCliTest {
    @TempDir
    private Path directory = Path.of("");

    @Test
    void routesToAnEndpointOfAGatewayLoadBalancer() throws Exception {
        try (TestingCloud cloud = TestingCloud.start(directory.resolve("host"))) {
            String vpc = text(cloud, "Vpc.VpcId", "ec2 create-vpc --cidr-block 10.0.0.0/16");
            String subnet = text(
                    cloud,
                    "Subnet.SubnetId",
                    "ec2 create-subnet --cidr-block 10.0.1.0/24 --availability-zone us-east-1a --vpc-id " + vpc);
            String balancer = balancer(cloud, vpc, subnet);
            String service = text(
                    cloud,
                    "ServiceConfiguration.[ServiceId,ServiceType[0].ServiceType,NetworkLoadBalancerArns]",
                    "ec2 create-vpc-endpoint-service-configuration --no-acceptance-required"
                            + " --gateway-load-balancer-arns " + balancer);
            assertThat(service).matches("vpce-svc-[0-9a-f]{17}\tGatewayLoadBalancer\tNone");
            String endpoint = text(
                    cloud,
                    "VpcEndpoint.[VpcEndpointId,PolicyDocument,Groups,DnsEntries,RouteTableIds,SubnetIds[0]]",
                    "ec2 create-vpc-endpoint --vpc-endpoint-type GatewayLoadBalancer --service-name"
                            + " com.amazonaws.vpce.us-east-1." + service.split("\t", -1)[0] + " --vpc-id " + vpc
                            + " --subnet-ids " + subnet);
            assertThat(endpoint).matches("vpce-[0-9a-f]{17}\tNone\tNone\tNone\tNone\t" + subnet);
            String id = endpoint.split("\t", -1)[0];
            Await.untilAtLast(
                    "the endpoint is available",
                    Duration.ofMinutes(1),
                    () -> text(cloud, "VpcEndpoints[0].State", "ec2 describe-vpc-endpoints --vpc-endpoint-ids " + id)
                            .equals("available"));
            tellsOfWhatItRefuses(cloud, subnet, balancer);
            routes(cloud, vpc, id);
            assertThat(cli(cloud, "elbv2 delete-load-balancer --load-balancer-arn " + balancer)
                            .errors())
                    .contains("(ResourceInUse)");
        }
    }

    private String balancer(TestingCloud cloud, String vpc, String subnet) {
        assertThat(cli(
                                cloud,
                                "elbv2 create-load-balancer --name inspect --type gateway --scheme internal --subnets "
                                        + subnet)
                        .errors())
                .contains("(ValidationError)", "A scheme cannot be specified for gateway load balancers");
        String made = text(
                cloud,
                "LoadBalancers[0].[LoadBalancerArn,Type,DNSName,Scheme,SecurityGroups]",
                "elbv2 create-load-balancer --name inspect --type gateway --subnets " + subnet);
        assertThat(made).endsWith("\tgateway\tNone\tNone\tNone");
        String balancer = made.split("\t", -1)[0];
        String group = text(
                cloud,
                "TargetGroups[0].TargetGroupArn",
                "elbv2 create-target-group --name appliances --protocol GENEVE --port 6081 --target-type ip --vpc-id "
                        + vpc);
        String action = " --default-actions Type=forward,TargetGroupArn=" + group;
        assertThat(cli(cloud, "elbv2 create-listener --port 6081 --load-balancer-arn " + balancer + action)
                        .errors())
                .contains("(ValidationError)", "A port cannot be specified for gateway listeners");
        assertThat(text(
                        cloud,
                        "Listeners[0].[Port,Protocol,DefaultActions[0].TargetGroupArn]",
                        "elbv2 create-listener --load-balancer-arn " + balancer + action))
                .isEqualTo("None\tNone\t" + group);
        return balancer;
    }

    /** Nobody was sent anything, so nobody has anything to give back. */
    private void tellsOfWhatItRefuses(TestingCloud cloud, String subnet, String balancer) {
        String image = text(cloud, "Images[0].ImageId", "ec2 describe-images --owners amazon");
        String instance = text(
                cloud, "Instances[0].InstanceId", "ec2 run-instances --image-id " + image + " --subnet-id " + subnet);
        cli(cloud, "ec2 wait instance-running --instance-ids " + instance).succeeded();
        String node = text(
                cloud,
                "NetworkInterfaces[0].PrivateIpAddress",
                "ec2 describe-network-interfaces --filters Name=interface-type,Values=gateway_load_balancer");
        assertThat(cloud.status().path("refusedByBalancers")).isEmpty();
        cloud.exec(instance, directory, "bash", "-c", "echo nonsense > /dev/udp/" + node + "/6081")
                .succeeded();
        Await.until(
                "it is told",
                Duration.ofMinutes(1),
                () -> !cloud.status().path("refusedByBalancers").isEmpty());
        JsonNode told = cloud.status().path("refusedByBalancers").get(0);
        assertThat(told.path("balancer").asText()).isEqualTo(balancer);
        assertThat(told.path("reason").asText()).isEqualTo("MALFORMED");
        assertThat(told.path("packets").asInt()).isEqualTo(1);
        cli(cloud, "ec2 terminate-instances --instance-ids " + instance).succeeded();
    }

    private void routes(TestingCloud cloud, String vpc, String endpoint) {
        String table = text(cloud, "RouteTable.RouteTableId", "ec2 create-route-table --vpc-id " + vpc);
        String route = " --route-table-id " + table + " --destination-cidr-block 0.0.0.0/0";
        assertThat(cli(cloud, "ec2 create-route --vpc-endpoint-id vpce-0123456789abcdef0" + route)
                        .errors())
                .contains("(InvalidVpcEndpointId.NotFound)");
        assertThat(text(cloud, "Return", "ec2 create-route --vpc-endpoint-id " + endpoint + route))
                .isEqualTo("True");
        assertThat(text(
                        cloud,
                        "RouteTables[0].Routes[1].GatewayId",
                        "ec2 describe-route-tables --route-table-ids " + table))
                .isEqualTo(endpoint);
        String delete = "ec2 delete-vpc-endpoints --vpc-endpoint-ids " + endpoint;
        assertThat(text(cloud, "Unsuccessful[0].Error.[Code,Message]", delete))
                .isEqualTo("InvalidParameter\tEndpoint must be removed from route table before deletion");
        cli(cloud, "ec2 delete-route" + route).succeeded();
        assertThat(text(cloud, "length(Unsuccessful)", delete)).isEqualTo("0");
    }

    private String text(TestingCloud cloud, String query, String words) {
        return run(cloud, Stream.concat(words(words), Stream.of("--query", query, "--output", "text")))
                .succeeded();
    }

    private Finished cli(TestingCloud cloud, String words) {
        return run(cloud, words(words));
    }

    private static Stream<String> words(String line) {
        return List.of(line.split(" ", -1)).stream();
    }

    private Finished run(TestingCloud cloud, Stream<String> words) {
        return cloud.root().cli("aws", directory, words.toArray(String[]::new));
    }
}
