package dev.postern.server.imported;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Entity;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.EndpointServicePermission;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.elbv2.Listener;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.elbv2.TargetGroup;
import dev.postern.server.imported.records.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Balancers, their targets, and the services before them, in the forms of the AWS CLI's answers. */
final class LoadBalancersTest {
    private static final Scope SCOPE = new Scope(new AccountId("111122223333"), new Region("eu-west-1"));
    private static final String ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:";

    @TempDir
    private Path directory = Path.of("");

    @BeforeEach
    void network() throws IOException {
        write("vpcs.json", """
                {"Vpcs": [{"VpcId": "vpc-0a1b2c3d4e5f60701", "OwnerId": "111122223333", "CidrBlock": "10.0.0.0/16"}]}""");
        write("subnets.json", """
                {"Subnets": [{"SubnetId": "subnet-0a1b2c3d4e5f60701", "VpcId": "vpc-0a1b2c3d4e5f60701",
                  "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-west-1a", "AvailabilityZoneId": "euw1-az1"}]}""");
        write("interfaces.json", """
                {"NetworkInterfaces": [INTERFACE(1, 4, "ELB net/books/0123456789abcdef", "network_load_balancer"),
                  INTERFACE(2, 5, "ELB gwy/guard/1123456789abcdef", "gateway_load_balancer"),
                  INTERFACE(3, 6, "VPC Endpoint Interface vpce-0a1b2c3d4e5f60703", "gateway_load_balancer_endpoint"),
                  INTERFACE(4, 7, "VPC Endpoint Interface vpce-0a1b2c3d4e5f60704", "vpc_endpoint"),
                  INTERFACE(5, 8, "VPC Endpoint Interface vpce-0a1b2c3d4e5f60705", "vpc_endpoint")]}""");
        write(
                "balancers.json",
                "{\"LoadBalancers\": [" + balancer("net/books/0123456789abcdef", "network") + ", "
                        + balancer("gwy/guard/1123456789abcdef", "gateway") + ", "
                        + balancer("app/site/2123456789abcdef", "application") + "]}");
        write(
                "target-groups.json",
                "{\"TargetGroups\": [" + group("books", "TCP", "instance") + ", " + group("site", "HTTP", "ip") + "]}");
        write("targets/books.json", """
                {"TargetHealthDescriptions": [
                  {"Target": {"Id": "i-0a1b2c3d4e5f60701", "Port": 8443}, "HealthCheckPort": "8443", "TargetHealth": {"State": "healthy"}},
                  {"Target": {"Id": "i-0a1b2c3d4e5f60702", "Port": 8443}, "TargetHealth": {"State": "draining"}}]}""");
        write("attributes/books.json", """
                {"Attributes": [{"Key": "deregistration_delay.timeout_seconds", "Value": "20"},
                  {"Key": "stickiness.enabled", "Value": "false"},
                  {"Key": "target_health_state.unhealthy.draining_interval_seconds", "Value": "60"}]}""");
        write(
                "listeners.json",
                "{\"Listeners\": [" + listener("a", "TCP", 443) + ", " + listener("b", "TLS", 8443) + "]}");
        write("services.json", """
                {"ServiceConfigurations": [
                  {"ServiceId": "vpce-svc-0a1b2c3d4e5f60701", "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60701",
                   "ServiceState": "Available", "AcceptanceRequired": true, "AvailabilityZoneIds": ["euw1-az1"],
                   "NetworkLoadBalancerArns": ["ARNloadbalancer/net/books/0123456789abcdef"], "SupportedIpAddressTypes": ["ipv4"],
                   "RemoteAccessEnabled": true, "SupportedRegions": [{"Region": "eu-west-1", "ServiceState": "Available"},
                   {"Region": "ap-south-1", "ServiceState": "Available"}], "PrivateDnsName": "Books.example.com", "PrivateDnsNameConfiguration": {"State": "verified", "Type": "TXT",
                   "Name": "_books", "Value": "vpce:abc"}},
                  {"ServiceId": "vpce-svc-0a1b2c3d4e5f60702", "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60702",
                   "AcceptanceRequired": false, "GatewayLoadBalancerArns": ["ARNloadbalancer/gwy/guard/1123456789abcdef"]},
                  {"ServiceId": "vpce-svc-0a1b2c3d4e5f60704", "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60704",
                   "NetworkLoadBalancerArns": ["lb"]},
                  {"ServiceId": "vpce-svc-0a1b2c3d4e5f60703", "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60703",
                   "NetworkLoadBalancerArns": ["ARNloadbalancer/net/gone/3123456789abcdef"]}]}""");
        write("permissions.json", """
                {"AllowedPrincipals": [{"ServicePermissionId": "vpce-svc-perm-0a1b2c3d4e5f60701",
                  "ServiceId": "vpce-svc-0a1b2c3d4e5f60701", "PrincipalType": "Account", "Principal": "arn:aws:iam::444455556666:root"}]}""");
        write("endpoints.json", """
                {"VpcEndpoints": [
                  {"VpcEndpointId": "vpce-0a1b2c3d4e5f60703", "VpcEndpointType": "GatewayLoadBalancer", "VpcId": "vpc-0a1b2c3d4e5f60701",
                   "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60702", "State": "available",
                   "SubnetIds": ["subnet-0a1b2c3d4e5f60701"], "NetworkInterfaceIds": ["eni-0a1b2c3d4e5f60703"], "IpAddressType": "ipv4"},
                  {"VpcEndpointId": "vpce-0a1b2c3d4e5f60704", "VpcEndpointType": "Interface", "VpcId": "vpc-0a1b2c3d4e5f60701",
                   "ServiceName": "com.amazonaws.vpce.eu-west-1.vpce-svc-0a1b2c3d4e5f60701", "State": "available", "Groups": [],
                   "PrivateDnsEnabled": true, "SubnetIds": ["subnet-0a1b2c3d4e5f60701"],
                   "NetworkInterfaceIds": ["eni-0a1b2c3d4e5f60704"]},
                  {"VpcEndpointId": "vpce-0a1b2c3d4e5f60705", "VpcEndpointType": "Interface", "VpcId": "vpc-0a1b2c3d4e5f60701",
                   "ServiceName": "com.amazonaws.us-west-2.s3", "ServiceRegion": "us-west-2", "State": "available", "Groups": [],
                   "SubnetIds": ["subnet-0a1b2c3d4e5f60701"], "NetworkInterfaceIds": ["eni-0a1b2c3d4e5f60705"]}]}""");
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        String whole = text.replace("ARN", ARN)
                .replaceAll(
                        "INTERFACE\\((\\d), (\\d), (\"[^\"]*\"), (\"[^\"]*\")\\)",
                        "{\"NetworkInterfaceId\": \"eni-0a1b2c3d4e5f6070$1\", \"OwnerId\": \"111122223333\","
                                + " \"SubnetId\": \"subnet-0a1b2c3d4e5f60701\", \"Description\": $3, \"InterfaceType\": $4,"
                                + " \"PrivateIpAddresses\": [{\"PrivateIpAddress\": \"10.0.1.$2\", \"Primary\": true}]}");
        Files.writeString(file, whole);
    }

    private static String balancer(String key, String type) {
        return """
                {"LoadBalancerArn": "ARNloadbalancer/KEY", "LoadBalancerName": "NAME", "Type": "TYPE", "Scheme": "internal",
                 "VpcId": "vpc-0a1b2c3d4e5f60701", "CreatedTime": "2024-01-02T03:04:05Z", "State": {"Code": "active"},
                 "AvailabilityZones": [{"ZoneName": "eu-west-1a", "SubnetId": "subnet-0a1b2c3d4e5f60701", "LoadBalancerAddresses": []}]}""".replace("KEY", key).replace("NAME", key.split("/", -1)[1]).replace("TYPE", type);
    }

    private static String group(String name, String protocol, String type) {
        return """
                {"TargetGroupArn": "ARNtargetgroup/NAME/4123456789abcdef", "TargetGroupName": "NAME", "Protocol": "PROTOCOL", "Port": 443,
                 "VpcId": "vpc-0a1b2c3d4e5f60701", "TargetType": "TYPE", "HealthCheckProtocol": "TCP", "HealthCheckPort": "traffic-port",
                 "LoadBalancerArns": []}""".replace("NAME", name).replace("PROTOCOL", protocol).replace("TYPE", type);
    }

    private static String listener(String id, String protocol, int port) {
        return """
                {"ListenerArn": "ARNlistener/net/books/0123456789abcdef/5123456789abcdeID", "Port": PORT, "Protocol": "PROTOCOL",
                 "LoadBalancerArn": "ARNloadbalancer/net/books/0123456789abcdef",
                 "DefaultActions": [{"Type": "forward", "TargetGroupArn": "ARNtargetgroup/books/4123456789abcdef"}]}""".replace("ID", id).replace("PORT", Integer.toString(port)).replace("PROTOCOL", protocol);
    }

    private Imported read() {
        return Directory.read(directory, Optional.empty(), Optional.empty());
    }

    private <E extends Entity> E find(Class<E> kind, String id) {
        return Snapshot.EMPTY.apply(1, read().change()).find(kind, SCOPE, id).orElseThrow();
    }

    @Test
    void aBalancerHasNodesTargetsAndListeners() {
        LoadBalancer books = find(LoadBalancer.class, "net/books/0123456789abcdef");
        assertThat(books.nodes())
                .singleElement()
                .satisfies(node -> assertThat(node.interfaceId().value()).isEqualTo("eni-0a1b2c3d4e5f60701"));
        assertThat(find(LoadBalancer.class, "gwy/guard/1123456789abcdef").type())
                .isEqualTo(LoadBalancer.Type.GATEWAY);
        TargetGroup group = find(TargetGroup.class, "books/4123456789abcdef");
        assertThat(group.registrations())
                .singleElement()
                .satisfies(
                        one -> assertThat(one.target()).isEqualTo(new TargetGroup.Target("i-0a1b2c3d4e5f60701", 8443)));
        assertThat(group.attributes())
                .containsOnlyKeys(
                        "deregistration_delay.timeout_seconds",
                        "target_health_state.unhealthy.draining_interval_seconds")
                .containsValue("20");
        assertThat(find(Listener.class, "net/books/0123456789abcdef/5123456789abcdea")
                        .forwards())
                .containsExactly(new Listener.Forward(group.key(), 1));
    }

    @Test
    void whatIsReachedFromAnotherRegionIsNotThere() {
        assertThat(find(EndpointService.class, "vpce-svc-0a1b2c3d4e5f60701").regions())
                .extracting(Region::name)
                .containsExactly("eu-west-1", "ap-south-1");
        assertThat(find(VpcEndpoint.class, "vpce-0a1b2c3d4e5f60705")
                        .serviceRegion()
                        .name())
                .isEqualTo("us-west-2");
    }

    @Test
    void endpointsLeadToServicesOfTheFiles() {
        EndpointService books = find(EndpointService.class, "vpce-svc-0a1b2c3d4e5f60701");
        assertThat(books.terms().acceptanceRequired()).isTrue();
        assertThat(books.provenName()).contains("books.example.com");
        assertThat(find(EndpointServicePermission.class, "vpce-svc-perm-0a1b2c3d4e5f60701")
                        .principal())
                .isEqualTo("arn:aws:iam::444455556666:root");
        assertThat(find(VpcEndpoint.class, "vpce-0a1b2c3d4e5f60704").reach())
                .isInstanceOfSatisfying(
                        VpcEndpoint.Interface.class,
                        reach -> assertThat(reach.privateNames()).containsExactly("books.example.com"));
        assertThat(find(VpcEndpoint.class, "vpce-0a1b2c3d4e5f60703").reach())
                .isInstanceOf(VpcEndpoint.GatewayLoadBalancer.class);
    }

    @Test
    void tellsWhatIsNotTakenOver() {
        List<String> told = read().findings().stream().map(Finding::toString).toList();
        assertThat(told)
                .anyMatch(line ->
                        line.contains("app/site/2123456789abcdef: not taken over: there are no balancers of type"))
                .anyMatch(line ->
                        line.contains("site/4123456789abcdef: not taken over: there are no groups of ip targets"))
                .anyMatch(line -> line.contains("5123456789abcdeb: not taken over: no certificate"))
                .anyMatch(line -> line.contains("TargetHealthDescriptions[1].Target: is not taken over"))
                .anyMatch(
                        line -> line.contains("vpce-svc-0a1b2c3d4e5f60703: not taken over: none of its load balancers"))
                .anyMatch(line -> line.contains(
                        "vpce-svc-0a1b2c3d4e5f60704: NetworkLoadBalancerArns: lb is in none of the files"))
                .noneMatch(line -> line.contains("Postern has nothing like it"));
    }
}
