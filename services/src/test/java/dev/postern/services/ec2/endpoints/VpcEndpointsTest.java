package dev.postern.services.ec2.endpoints;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.CreateVpcEndpointRequest;
import software.amazon.awssdk.services.ec2.model.SubnetConfiguration;

class VpcEndpointsTest {
    private static final String S3 = "com.amazonaws.us-east-1.s3";
    private static final String DENY_ALL =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String table = fixture.routeTable(vpc);

    @Test
    void isAvailableAtOnceAndShowsTheDefaultPolicy() {
        String id = create();
        assertThat(describe(id)).satisfies(e -> {
            assertThat(e.stateAsString()).isEqualTo("available");
            assertThat(e.vpcEndpointTypeAsString()).isEqualTo("Gateway");
            assertThat(e.policyDocument()).contains("\"Effect\":\"Allow\"").contains("2008-10-17");
            assertThat(e.routeTableIds()).isEmpty();
        });
    }

    @Test
    void takesAndGivesBackRouteTables() {
        String id = create();
        fixture.ask(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).addRouteTableIds(table)));
        assertThat(describe(id).routeTableIds()).containsExactly(table);
        String second = create();
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(second).addRouteTableIds(table))))
                .isEqualTo("RouteAlreadyExists: route table " + table
                        + " already has a route with destination-prefix-list-id pl-63a5400a");
        fixture.ask(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).removeRouteTableIds(table, table)));
        fixture.ask(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(second).addRouteTableIds(table)));
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).addRouteTableIds("rtb-0123456789abcdef0"))))
                .startsWith("InvalidRouteTableId.NotFound");
    }

    @Test
    void whatIsNamedTwiceIsDeletedOnce() {
        String id = create();
        String absent = "vpce-0123456789abcdef0";
        assertThat(fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(id, absent, id, absent)))
                        .unsuccessful())
                .singleElement()
                .satisfies(item -> assertThat(item.resourceId()).isEqualTo(absent));
        assertThat(describe(id).stateAsString()).isEqualTo("deleting");
    }

    @Test
    void checksItsPolicyAndResetsIt() {
        String id = create();
        fixture.ask(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).policyDocument(DENY_ALL)));
        assertThat(describe(id).policyDocument()).isEqualTo(DENY_ALL);
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).policyDocument("{\"Statement\":"))))
                .startsWith("InvalidPolicyDocument");
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).policyDocument(" ".repeat(20_481)))))
                .startsWith("InvalidPolicyDocument");
        fixture.ask(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).resetPolicy(true)));
        assertThat(describe(id).policyDocument()).contains("2008-10-17");
    }

    @Test
    void isDeletingUntilTheDataPlaneHasLetGo() {
        String id = create();
        assertThat(fixture.ask(c -> c.deleteVpcEndpoints(r -> r.vpcEndpointIds(id, "vpce-0123456789abcdef0")))
                        .unsuccessful())
                .singleElement()
                .satisfies(u -> assertThat(u.error().code()).isEqualTo("InvalidVpcEndpoint.NotFound"));
        assertThat(describe(id).stateAsString()).isEqualTo("deleting");
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).addRouteTableIds(table))))
                .startsWith("InvalidState");
        fixture.pass(new EndpointLife(), Duration.ofSeconds(2));
        assertThat(describe(id).stateAsString()).isEqualTo("deleting");
        fixture.pass(new EndpointLife(), Duration.ofSeconds(3));
        assertThat(fixture.refusal(c -> c.describeVpcEndpoints(r -> r.vpcEndpointIds(id))))
                .isEqualTo("InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id '" + id + "' does not exist");
    }

    @Test
    void refusesWhatDoesNotExistHere() {
        assertThat(fixture.refusal(
                        c -> c.createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.sqs"))))
                .isEqualTo("InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.sqs' does not exist");
        assertThat(fixture.refusal(
                        c -> c.createVpcEndpoint(r -> r.vpcId(vpc).serviceName("com.amazonaws.us-east-1.ec2"))))
                .isEqualTo("InvalidParameter: Endpoint type (Gateway) does not match available service types"
                        + " ([Interface]).");
        assertThat(fixture.refusal(c -> c.createVpcEndpoint(
                        r -> r.vpcId("vpc-0123456789abcdef0").serviceName(S3))))
                .startsWith("InvalidVpcID.NotFound");
    }

    @Test
    void refusesWhatOnlyOtherTypesHave() {
        assertThat(refusal(r -> r.ipAddressType("dualstack"))).startsWith("InvalidParameter: Endpoint IP address type");
        assertThat(refusal(r -> r.serviceRegion("us-west-2"))).startsWith("InvalidParameter");
        assertThat(refusal(r -> r.privateDnsEnabled(true))).startsWith("InvalidParameter");
        assertThat(refusal(r -> r.subnetConfigurations(SubnetConfiguration.builder()
                        .subnetId("subnet-0123456789abcdef0")
                        .build())))
                .startsWith("InvalidParameter");
        String id = create();
        assertThat(fixture.refusal(
                        c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).ipAddressType("ipv6"))))
                .startsWith("InvalidParameter");
        fixture.ask(c -> c.modifyVpcEndpoint(r -> r.vpcEndpointId(id).ipAddressType("ipv4")));
    }

    private String refusal(Consumer<CreateVpcEndpointRequest.Builder> more) {
        CreateVpcEndpointRequest.Builder request =
                CreateVpcEndpointRequest.builder().vpcId(vpc).serviceName(S3);
        more.accept(request);
        return fixture.refusal(c -> c.createVpcEndpoint(request.build()));
    }

    @Test
    void offersTheServicesAndTheirPrefixLists() {
        assertThat(fixture.ask(c -> c.describeVpcEndpointServices(r -> {})).serviceNames())
                .contains(S3)
                .doesNotHaveDuplicates();
        assertThat(fixture.ask(c -> c.describePrefixLists(r -> r.filters(filter("prefix-list-name", S3))))
                        .prefixLists()
                        .getFirst())
                .satisfies(l -> {
                    assertThat(l.prefixListId()).isEqualTo("pl-63a5400a");
                    assertThat(l.cidrs()).containsExactly("198.18.0.0/24");
                });
        assertThat(fixture.ask(c -> c.describeManagedPrefixLists(r -> {}))
                        .prefixLists()
                        .getFirst()
                        .ownerId())
                .isEqualTo("AWS");
        assertThat(fixture.ask(c -> c.getManagedPrefixListEntries(r -> r.prefixListId("pl-63a5400a")))
                        .entries()
                        .getFirst()
                        .cidr())
                .isEqualTo("198.18.0.0/24");
    }

    private String create() {
        return fixture.ask(c -> c.createVpcEndpoint(r -> r.vpcId(vpc).serviceName(S3)))
                .vpcEndpoint()
                .vpcEndpointId();
    }

    private software.amazon.awssdk.services.ec2.model.VpcEndpoint describe(String id) {
        return fixture.ask(c -> c.describeVpcEndpoints(r -> r.vpcEndpointIds(id)))
                .vpcEndpoints()
                .getFirst();
    }
}
