package dev.postern.services.ec2.endpointservices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.elbv2.LoadBalancer;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.endpoints.EndpointLife;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcEndpointServicesResponse;
import software.amazon.awssdk.services.ec2.model.DnsEntry;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.ServiceDetail;
import software.amazon.awssdk.services.ec2.model.SupportedRegionDetail;
import software.amazon.awssdk.services.ec2.model.VpcEndpoint;

/** Endpoints in one Region to services of another one: the service is in us-east-1, the consumer another account in eu-west-1. */
class CrossRegionTest {
    private static final AccountId CONSUMER = new AccountId("444455556666");
    private static final Region IRELAND = Region.find("eu-west-1").orElseThrow();
    private static final Region VIRGINIA = Region.US_EAST_1;

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String balancer = Balancing.put(fixture, "shop", "us-east-1e");
    private final String service = fixture.ask(c -> c.createVpcEndpointServiceConfiguration(r ->
                    r.networkLoadBalancerArns(balancer).acceptanceRequired(true).supportedRegions("eu-west-1")))
            .serviceConfiguration()
            .serviceId();
    private final String name = "com.amazonaws.vpce.us-east-1." + service;
    private final String vpc = consumer(() -> fixture.vpc("10.0.0.0/16"));
    private final String subnet = consumer(() -> fixture.subnet(vpc, "10.0.1.0/24"));

    @Test
    void itsOwnerSaysFromWhereItIsReached() {
        assertThat(regions()).containsExactly("us-east-1", "eu-west-1");
        assertThat(configuration().remoteAccessEnabled()).isTrue();
        change(r -> r.addSupportedRegions("us-east-1", "ap-south-1", "eu-west-1"));
        assertThat(regions()).containsExactly("us-east-1", "ap-south-1", "eu-west-1");
        change(r -> r.removeSupportedRegions("ap-south-1", "eu-west-1"));
        assertThat(configuration().supportedRegions())
                .containsExactly(SupportedRegionDetail.builder()
                        .region("us-east-1")
                        .serviceState("Available")
                        .build());
        assertThat(configuration().remoteAccessEnabled()).isFalse();
        assertThat(refusedChange(r -> r.removeSupportedRegions("us-east-1")))
                .startsWith("InvalidParameter: The Region 'us-east-1'");
        assertThat(refusedChange(r -> r.removeSupportedRegions("eu-west-1")))
                .startsWith("InvalidParameter: The Region 'eu-west-1'");
        assertThat(refusedChange(r -> r.addSupportedRegions("eu-west-9")))
                .isEqualTo("InvalidParameterValue: Invalid region: [eu-west-9]");
        assertThat(refusedChange(r -> r.addSupportedRegions("")))
                .isEqualTo("InvalidParameterValue: Invalid region: []");
        String inspector = Balancing.put(fixture, LoadBalancer.Type.GATEWAY, "inspector", "us-east-1a");
        assertThat(fixture.refusal(c -> c.createVpcEndpointServiceConfiguration(
                        r -> r.gatewayLoadBalancerArns(inspector).supportedRegions("eu-west-1"))))
                .startsWith("InvalidParameter: Cross-Region access");
    }

    @Test
    void isSeenByThoseWhoAskForItsRegion() {
        assertThat(described().serviceNames()).doesNotContain(name);
        assertThat(described("us-east-1").serviceNames()).doesNotContain(name);
        permit();
        assertThat(described().serviceNames()).doesNotContain(name);
        assertThat(described("us-west-2").serviceNames()).doesNotContain(name);
        ServiceDetail seen = described("us-east-1").serviceDetails().stream()
                .filter(detail -> detail.serviceName().equals(name))
                .findFirst()
                .orElseThrow();
        assertThat(seen.serviceRegion()).isEqualTo("us-east-1");
        assertThat(seen.availabilityZones()).containsExactly("us-east-1e");
        assertThat(consumer(() -> fixture.refusal(c -> c.describeVpcEndpointServices(r -> r.serviceNames(name)))))
                .startsWith("InvalidServiceName");
        change(r -> r.removeSupportedRegions("eu-west-1"));
        assertThat(described("us-east-1").serviceNames()).doesNotContain(name);
        assertThat(consumer(() -> fixture.refusal(c -> c.describeVpcEndpointServices(r -> r.serviceRegions("mars")))))
                .isEqualTo("InvalidParameterValue: Invalid region: [mars]");
    }

    @Test
    void servicesOfAwsAreSeenAsFarAsTheyAreReachedFromElsewhere() {
        assertThat(described("us-east-1").serviceNames())
                .containsExactly(
                        "com.amazonaws.iam",
                        "com.amazonaws.route53",
                        "com.amazonaws.us-east-1.kms",
                        "com.amazonaws.us-east-1.s3");
        assertThat(described("us-east-1").serviceDetails())
                .allSatisfy(detail -> assertThat(detail.serviceType().getFirst().serviceTypeAsString())
                        .isEqualTo("Interface"));
        assertThat(described("eu-west-1", "us-east-1").serviceNames())
                .contains("com.amazonaws.eu-west-1.ec2", "com.amazonaws.eu-west-1.s3", "com.amazonaws.us-east-1.s3")
                .doesNotContain("com.amazonaws.us-east-1.ec2");
    }

    @Test
    void anEndpointIsConnectedFromAnyZoneByItsRegionalName() {
        permit();
        VpcEndpoint made = endpoint(r -> {});
        assertThat(made.serviceRegion()).isEqualTo("us-east-1");
        assertThat(made.stateAsString()).isEqualTo("pendingAcceptance");
        assertThat(made.networkInterfaceIds()).hasSize(1);
        assertThat(made.dnsEntries())
                .extracting(DnsEntry::dnsName)
                .singleElement()
                .asString()
                .matches(made.vpcEndpointId() + "-[0-9a-z]{8}\\." + service + "\\.us-east-1\\.vpce\\.amazonaws\\.com");
        assertThat(fixture.ask(c -> c.describeVpcEndpointConnections(r -> {})).vpcEndpointConnections())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.vpcEndpointRegion()).isEqualTo("eu-west-1");
                    assertThat(one.vpcEndpointOwner()).isEqualTo(CONSUMER.value());
                });
        fixture.ask(
                c -> c.acceptVpcEndpointConnections(r -> r.serviceId(service).vpcEndpointIds(made.vpcEndpointId())));
        fixture.pass(new EndpointLife(), Duration.ofSeconds(5));
        assertThat(consumer(() -> fixture.ask(c -> c.describeVpcEndpoints(
                                r -> r.filters(Ec2Fixture.filter("service-region", "us-east-1"))))
                        .vpcEndpoints()))
                .singleElement()
                .satisfies(one -> assertThat(one.stateAsString()).isEqualTo("available"));
        change(r -> r.removeSupportedRegions("eu-west-1"));
        assertThat(refusal(r -> {})).startsWith("InvalidServiceName");
        consumer(() -> fixture.ask(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(made.vpcEndpointId())
                .addSubnetIds(fixture.ask(s -> s.createSubnet(
                                n -> n.vpcId(vpc).cidrBlock("10.0.2.0/24").availabilityZone("eu-west-1b")))
                        .subnet()
                        .subnetId()))));
        assertThat(fixture.ask(c -> c.describeVpcEndpointConnections(r -> {}))
                        .vpcEndpointConnections()
                        .getFirst()
                        .vpcEndpointStateAsString())
                .isEqualTo("pending");
    }

    @Test
    void whoDoesNotSayTheRegionMeansHisOwn() {
        permit();
        String absent = "InvalidServiceName: The Vpc Endpoint Service '" + name + "' does not exist";
        assertThat(refusal(r -> r.serviceRegion(null))).isEqualTo(absent);
        assertThat(refusal(r -> r.serviceRegion("eu-west-1"))).isEqualTo(absent);
        assertThat(refusal(r -> r.serviceRegion("us-west-2"))).isEqualTo(absent);
        assertThat(refusal(r -> r.serviceRegion("mars"))).isEqualTo("InvalidParameterValue: Invalid region: [mars]");
        String ec2 = "com.amazonaws.us-east-1.ec2";
        assertThat(refusal(r -> r.serviceName(ec2)))
                .isEqualTo("InvalidServiceName: The Vpc Endpoint Service '" + ec2 + "' does not exist");
    }

    @Test
    void leadsToTheServicesOfAws() {
        VpcEndpoint s3 =
                endpoint(r -> r.serviceName("com.amazonaws.us-east-1.s3").privateDnsEnabled(false));
        assertThat(s3.serviceRegion()).isEqualTo("us-east-1");
        assertThat(s3.dnsEntries())
                .extracting(DnsEntry::dnsName)
                .singleElement()
                .asString()
                .startsWith("*.")
                .endsWith(".s3.us-east-1.vpce.amazonaws.com");
        assertThat(refusal(r -> r.serviceName("com.amazonaws.iam"))).contains("requires both enableDnsSupport");
        consumer(() ->
                fixture.ask(c -> c.modifyVpcAttribute(r -> r.vpcId(vpc).enableDnsHostnames(h -> h.value(true)))));
        consumer(() -> fixture.ask(c ->
                c.modifyVpcEndpoint(r -> r.vpcEndpointId(s3.vpcEndpointId()).privateDnsEnabled(true))));
        VpcEndpoint iam = endpoint(r -> r.serviceName("com.amazonaws.iam"));
        assertThat(iam.privateDnsEnabled()).isTrue();
        assertThat(iam.dnsEntries()).extracting(DnsEntry::dnsName).contains("iam.amazonaws.com");
        assertThat(refusal(r -> r.serviceName("com.amazonaws.iam").serviceRegion("us-west-2")))
                .startsWith("InvalidServiceName");
        assertThat(refusal(r -> r.serviceName("com.amazonaws.us-east-1.s3").vpcEndpointType("Gateway")))
                .isEqualTo("InvalidParameter: Endpoint type (Gateway) does not match available service types"
                        + " ([Interface]).");
    }

    @Test
    void someZonesLeadNowhereElse() {
        Region tokyo = Region.find("ap-northeast-1").orElseThrow();
        change(r -> r.addSupportedRegions(tokyo.name()));
        String there = as(fixture.account, tokyo, () -> fixture.vpc("10.0.0.0/16"));
        String without = as(
                fixture.account,
                tokyo,
                () -> fixture.ask(c -> c.createSubnet(
                                r -> r.vpcId(there).cidrBlock("10.0.1.0/24").availabilityZoneId("apne1-az3")))
                        .subnet()
                        .subnetId());
        assertThat(as(
                        fixture.account,
                        tokyo,
                        () -> fixture.refusal(c -> c.createVpcEndpoint(r -> r.vpcId(there)
                                .vpcEndpointType("Interface")
                                .serviceName(name)
                                .serviceRegion("us-east-1")
                                .subnetIds(without)))))
                .endsWith("does not support the availability zone of the subnet: " + without + ".");
    }

    private void permit() {
        fixture.ask(c -> c.modifyVpcEndpointServicePermissions(
                r -> r.serviceId(service).addAllowedPrincipals("arn:aws:iam::" + CONSUMER + ":root")));
    }

    private ServiceConfiguration configuration() {
        return fixture.ask(c -> c.describeVpcEndpointServiceConfigurations(r -> r.serviceIds(service)))
                .serviceConfigurations()
                .getFirst();
    }

    private List<String> regions() {
        return configuration().supportedRegions().stream()
                .map(SupportedRegionDetail::region)
                .toList();
    }

    private void change(
            Consumer<software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationRequest.Builder>
                    how) {
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(r -> how.accept(r.serviceId(service))));
    }

    private String refusedChange(
            Consumer<software.amazon.awssdk.services.ec2.model.ModifyVpcEndpointServiceConfigurationRequest.Builder>
                    how) {
        return fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(r -> how.accept(r.serviceId(service))));
    }

    private DescribeVpcEndpointServicesResponse described(String... regions) {
        return consumer(() -> fixture.ask(c -> c.describeVpcEndpointServices(r -> r.serviceRegions(regions))));
    }

    private CreateVpcEndpointRequest request(Consumer<CreateVpcEndpointRequest.Builder> more) {
        CreateVpcEndpointRequest.Builder request = CreateVpcEndpointRequest.builder()
                .vpcId(vpc)
                .vpcEndpointType("Interface")
                .serviceName(name)
                .serviceRegion(VIRGINIA.name())
                .subnetIds(subnet);
        more.accept(request);
        return request.build();
    }

    private VpcEndpoint endpoint(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return consumer(() -> fixture.ask(c -> c.createVpcEndpoint(request(more))))
                .vpcEndpoint();
    }

    private String refusal(Consumer<CreateVpcEndpointRequest.Builder> more) {
        return consumer(() -> fixture.refusal(c -> c.createVpcEndpoint(request(more))));
    }

    private <T> T consumer(Supplier<T> what) {
        return as(CONSUMER, IRELAND, what);
    }

    private <T> T as(AccountId account, Region region, Supplier<T> what) {
        AccountId before = fixture.account;
        fixture.account = account;
        fixture.region = region;
        try {
            return what.get();
        } finally {
            fixture.account = before;
            fixture.region = VIRGINIA;
        }
    }
}
