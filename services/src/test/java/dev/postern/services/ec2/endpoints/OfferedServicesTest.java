package dev.postern.services.ec2.endpoints;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.EndpointService;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.model.request.Ids;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.HostedZone;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.endpointservices.Balancing;
import dev.postern.storage.Cloud.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Endpoints to the services of another account. */
class OfferedServicesTest {
    private static final AccountId CONSUMER = new AccountId("444455556666");
    private static final String CONSUMER_ROOT = "arn:aws:iam::444455556666:root";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String service = service();
    private final String name = "com.amazonaws.vpce.us-east-1." + service;
    private final String vpc = as(CONSUMER, () -> fixture.vpc("10.0.0.0/16"));
    private final String subnet = as(CONSUMER, () -> fixture.subnet(vpc, "10.0.1.0/24"));

    @Test
    void isThereForThoseWhomItPermits() {
        String absent = "InvalidServiceName: The Vpc Endpoint Service '" + name + "' does not exist";
        assertThat(refusal(r -> {})).isEqualTo(absent);
        assertThat(seen()).isEmpty();
        permit(CONSUMER_ROOT);
        assertThat(seen()).containsExactly(name);
        assertThat(as(CONSUMER, () -> fixture.ask(c -> c.describeVpcEndpointServices(r -> r.serviceNames(name))))
                        .serviceDetails())
                .singleElement()
                .satisfies(detail -> {
                    assertThat(detail.owner()).isEqualTo("111122223333");
                    assertThat(detail.serviceId()).isEqualTo(service);
                    assertThat(detail.acceptanceRequired()).isTrue();
                    assertThat(detail.vpcEndpointPolicySupported()).isFalse();
                    assertThat(detail.supportedIpAddressTypesAsStrings()).containsExactly("ipv4");
                });
        VpcEndpoint made = endpoint(r -> {});
        assertThat(made.stateAsString()).isEqualTo("pendingAcceptance");
        assertThat(made.vpcEndpointTypeAsString()).isEqualTo("Interface");
        assertThat(made.privateDnsEnabled()).isFalse();
        assertThat(made.networkInterfaceIds()).hasSize(1);
        assertThat(made.dnsEntries().getFirst().dnsName())
                .startsWith(made.vpcEndpointId() + "-")
                .endsWith("." + service + ".us-east-1.vpce.amazonaws.com");
        fixture.ask(c -> c.modifyVpcEndpointServicePermissions(
                r -> r.serviceId(service).removeAllowedPrincipals(CONSUMER_ROOT)));
        assertThat(refusal(r -> {})).isEqualTo(absent);
        assertThat(state(made.vpcEndpointId())).isEqualTo("pendingAcceptance");
    }

    @Test
    void goesThroughItsStates() {
        permit("*");
        String id = endpoint(r -> {}).vpcEndpointId();
        fixture.pass(new EndpointLife(), Duration.ofHours(1));
        assertThat(state(id)).isEqualTo("pendingAcceptance");
        fixture.ask(
                c -> c.acceptVpcEndpointConnections(r -> r.serviceId(service).vpcEndpointIds(id)));
        assertThat(state(id)).isEqualTo("pending");
        fixture.pass(new EndpointLife(), Duration.ofHours(1));
        assertThat(state(id)).isEqualTo("available");
        assertThat(fixture.ask(c -> c.describeVpcEndpointConnections(r -> r.filters(filter("vpc-endpoint-id", id))))
                        .vpcEndpointConnections())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.vpcEndpointStateAsString()).isEqualTo("available");
                    assertThat(one.ipAddressTypeAsString()).isEqualTo("ipv4");
                    assertThat(one.dnsEntries()).hasSize(2);
                });
        fixture.ask(
                c -> c.rejectVpcEndpointConnections(r -> r.serviceId(service).vpcEndpointIds(id)));
        assertThat(state(id)).isEqualTo("rejected");
        as(CONSUMER, () -> fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(id))));
        fixture.pass(new EndpointLife(), Duration.ofHours(1));
        assertThat(as(CONSUMER, () -> fixture.ask(c -> c.describeVpcEndpoints()))
                        .vpcEndpoints())
                .isEmpty();
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(service).acceptanceRequired(false)));
        assertThat(endpoint(r -> {}).stateAsString()).isEqualTo("pending");
    }

    @Test
    void takesWhatItOffersAndNothingElse() {
        permit("*");
        assertThat(refusal(r -> r.policyDocument("{\"Statement\":[]}")))
                .startsWith("InvalidParameter: Endpoint policies");
        assertThat(refusal(r -> r.ipAddressType("dualstack"))).startsWith("InvalidParameter");
        assertThat(refusal(r -> r.vpcEndpointType("Gateway").subnetIds(List.of())))
                .startsWith("InvalidParameter: Endpoint type");
        assertThat(refusal(r -> r.privateDnsEnabled(true)))
                .isEqualTo("InvalidParameter: Private DNS can't be enabled because the service " + name
                        + " does not provide a private DNS name.");
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(service).privateDnsName("shop.example.com")));
        assertThat(refusal(r -> r.privateDnsEnabled(true)))
                .isEqualTo("InvalidParameter: Private DNS can't be enabled because the service " + name
                        + " has not verified the private DNS name.");
        change(one -> one.withPrivateName(
                one.privateName().map(proof -> proof.with(EndpointService.Verification.VERIFIED, Optional.empty()))));
        as(
                CONSUMER,
                () -> fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(a -> a.value(true)))));
        assertThat(endpoint(r -> r.privateDnsEnabled(true))
                        .dnsEntries()
                        .getLast()
                        .dnsName())
                .isEqualTo("shop.example.com");
        LoadBalancer balancer = fixture.cloud
                .snapshot()
                .all(LoadBalancer.class)
                .in(fixture.scope())
                .iterator()
                .next();
        put(Change.put(balancer.withNodes(
                balancer.ipAddressType(),
                balancer.nodes().stream()
                        .filter(node -> !node.zone().equals("us-east-1a"))
                        .toList())));
        assertThat(refusal(r -> {}))
                .isEqualTo("InvalidParameter: The VPC endpoint service " + name
                        + " does not support the availability zone of the subnet: " + subnet + ".");
    }

    @Test
    void aWildcardAndItsDomainAreOneDomainOfTheVpc() {
        permit("*");
        hostnames(true);
        proved("*.example.com");
        VpcEndpoint wild = endpoint(r -> r.privateDnsEnabled(true));
        assertThat(wild.dnsEntries().getLast().dnsName()).isEqualTo("*.example.com");
        String taken = "InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS"
                + " domain for ";
        assertThat(refusal(r -> r.privateDnsEnabled(true))).isEqualTo(taken + "*.example.com in the VPC " + vpc);
        proved("example.com");
        assertThat(refusal(r -> r.privateDnsEnabled(true))).isEqualTo(taken + "example.com in the VPC " + vpc);
        proved("*.zoned.test");
        put(Change.put(new HostedZone(
                Scope.ofAccount(CONSUMER),
                "Z1",
                new DnsName("zoned.test."),
                "once",
                Optional.empty(),
                fixture.now,
                new HostedZone.Vpcs(List.of(new HostedZone.ZoneVpc(fixture.region, new VpcId(vpc))), List.of()),
                Tags.NONE)));
        assertThat(refusal(r -> r.privateDnsEnabled(true))).isEqualTo(taken + "*.zoned.test in the VPC " + vpc);
        proved("*.shop.example.com");
        assertThat(endpoint(r -> r.privateDnsEnabled(true)).privateDnsEnabled()).isTrue();
    }

    @Test
    void noTwoInterfacesHaveOneNumberOnTheLinksToTheService() {
        permit("*");
        String other = as(CONSUMER, () -> fixture.vpc("10.0.0.0/16"));
        String subnetOfOther = as(CONSUMER, () -> fixture.subnet(other, "10.0.1.0/24"));
        String first = endpoint(r -> r.subnetIds(List.of())).vpcEndpointId();
        String second = endpoint(r -> r.vpcId(other).subnetIds(List.of())).vpcEndpointId();
        NetworkInterfaceId one = plugged(first, subnet);
        NetworkInterfaceId two = plugged(second, subnetOfOther);
        assertThat(two.linkNumber()).isNotEqualTo(one.linkNumber());
    }

    /** The interface that an endpoint gets in a subnet, with the same luck each time. */
    private NetworkInterfaceId plugged(String endpoint, String in) {
        fixture.ids = new Ids(new Random(42));
        as(
                CONSUMER,
                () -> fixture.ask(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(endpoint).addSubnetIds(in))));
        return new NetworkInterfaceId(as(
                        CONSUMER, () -> fixture.ask(c -> c.describeVpcEndpoints(r -> r.vpcEndpointIds(endpoint))))
                .vpcEndpoints()
                .getFirst()
                .networkInterfaceIds()
                .getFirst());
    }

    @Test
    void keepsItsNamesWhenTheServiceHasOthersOrTheVpcNone() {
        permit("*");
        hostnames(true);
        proved("shop.example.com");
        String id = endpoint(r -> r.privateDnsEnabled(true)).vpcEndpointId();
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(service).privateDnsName("late.example.com")));
        hostnames(false);
        as(
                CONSUMER,
                () -> fixture.ask(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).removeSubnetIds(subnet))));
        assertThat(as(CONSUMER, () -> fixture.ask(c -> c.describeVpcEndpoints(r -> r.vpcEndpointIds(id))))
                        .vpcEndpoints())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.subnetIds()).isEmpty();
                    assertThat(one.dnsEntries().getLast().dnsName()).isEqualTo("shop.example.com");
                });
    }

    private void hostnames(boolean enabled) {
        as(
                CONSUMER,
                () -> fixture.ask(
                        c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(a -> a.value(enabled)))));
    }

    private void proved(String privateName) {
        change(one -> one.withPrivateName(Optional.of(new EndpointService.PrivateName(
                privateName, "_label", "vpce:value", EndpointService.Verification.VERIFIED, Optional.empty()))));
    }

    private String service() {
        return fixture.ask(c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(
                        Balancing.put(fixture, "lb", "us-east-1a", "us-east-1b", "us-east-1c"))))
                .serviceConfiguration()
                .serviceId();
    }

    private void permit(String principal) {
        fixture.ask(c ->
                c.modifyVpcEndpointServicePermissions(r -> r.serviceId(service).addAllowedPrincipals(principal)));
    }

    private void change(UnaryOperator<EndpointService> edit) {
        put(Change.put(edit.apply(fixture.cloud
                .snapshot()
                .find(EndpointService.class, fixture.scope(), service)
                .orElseThrow())));
    }

    private void put(Change change) {
        fixture.cloud.commit(snapshot -> new Outcome<>(change, true));
    }

    private List<String> seen() {
        return as(
                CONSUMER,
                () -> fixture.ask(c -> c.describeVpcEndpointServices(r -> r.filters(filter("owner", "111122223333"))))
                        .serviceNames());
    }

    private VpcEndpoint endpoint(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return as(
                CONSUMER,
                () -> fixture.ask(c -> c.createVpcEndpoint(r -> more.accept(asked(r))))
                        .vpcEndpoint());
    }

    private String refusal(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return as(CONSUMER, () -> fixture.refusal(c -> c.createVpcEndpoint(r -> more.accept(asked(r)))));
    }

    private CreateVpcEndpointRequest.Builder asked(CreateVpcEndpointRequest.Builder request) {
        return request.vpcId(vpc).serviceName(name).vpcEndpointType("Interface").subnetIds(subnet);
    }

    private String state(String id) {
        return fixture.cloud
                .snapshot()
                .find(dev.postern.model.ec2.VpcEndpoint.class, new Scope(CONSUMER, fixture.region), id)
                .orElseThrow()
                .state()
                .wireName();
    }

    private <R> R as(AccountId account, Supplier<R> call) {
        AccountId before = fixture.account;
        fixture.account = account;
        try {
            return call.get();
        } finally {
            fixture.account = before;
        }
    }
}
