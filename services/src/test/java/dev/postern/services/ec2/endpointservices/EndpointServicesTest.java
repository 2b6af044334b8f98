package dev.postern.services.ec2.endpointservices;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static dev.postern.services.ec2.Ec2Fixture.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.Role;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.storage.Cloud.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AllowedPrincipal;
import software.amazon.awssdk.services.ec2.model.PrivateDnsNameConfiguration;
import software.amazon.awssdk.services.ec2.model.ServiceConfiguration;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;
import software.amazon.awssdk.services.ec2.model.VpcEndpointConnection;

class EndpointServicesTest {
    private static final AccountId CONSUMER = new AccountId("444455556666");
    private static final String ABSENT = "vpce-svc-0123456789abcdef0";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private int balancers;
    private int endpoints;

    @Test
    void isShownToItsOwnerAsItWasMade() {
        String arn = balancer();
        ServiceConfiguration made = fixture.ask(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(arn)
                                .clientToken("once")
                                .tagSpecifications(tagged("vpc-endpoint-service", "Name", "shop"))))
                .serviceConfiguration();
        assertThat(made.serviceId()).matches("vpce-svc-[0-9a-f]{17}");
        assertThat(made.serviceName()).isEqualTo("com.amazonaws.vpce.us-east-1." + made.serviceId());
        assertThat(made.serviceStateAsString()).isEqualTo("Available");
        assertThat(made.serviceType())
                .singleElement()
                .satisfies(type -> assertThat(type.serviceTypeAsString()).isEqualTo("Interface"));
        assertThat(made.acceptanceRequired()).isTrue();
        assertThat(made.managesVpcEndpoints()).isFalse();
        assertThat(made.availabilityZoneIds()).containsExactly("use1-az2", "use1-az3");
        assertThat(made.availabilityZones()).containsExactly("us-east-1b", "us-east-1c");
        assertThat(made.networkLoadBalancerArns()).containsExactly(arn);
        assertThat(made.supportedIpAddressTypesAsStrings()).containsExactly("ipv4");
        assertThat(made.baseEndpointDnsNames()).containsExactly(made.serviceId() + ".us-east-1.vpce.amazonaws.com");
        assertThat(made.privateDnsNameConfiguration())
                .isEqualTo(PrivateDnsNameConfiguration.builder().build());
        assertThat(made.supportedRegions()).singleElement().satisfies(region -> {
            assertThat(region.region()).isEqualTo("us-east-1");
            assertThat(region.serviceState()).isEqualTo("Available");
        });
        assertThat(made.tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("shop"));
        assertThat(describe(made.serviceId())).isEqualTo(made);
        ServiceConfiguration again = fixture.ask(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(arn)
                                .clientToken("once")
                                .tagSpecifications(tagged("vpc-endpoint-service", "Name", "shop"))))
                .serviceConfiguration();
        assertThat(again).isEqualTo(made);
        assertThat(found("service-name", made.serviceName())).isEqualTo(1);
        assertThat(found("service-state", "Available")).isEqualTo(1);
        assertThat(found("supported-ip-address-types", "ipv6")).isZero();
        assertThat(found("tag:Name", "shop")).isEqualTo(1);
    }

    @Test
    void leadsToBalancersOfItsOwnAlone() {
        assertThat(fixture.refusal(c -> c.createVpcEndpointServiceConfiguration(r -> {})))
                .isEqualTo("MissingParameter: The request must contain the parameter networkLoadBalancerArns");
        assertThat(fixture.refusal(c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns("x"))))
                .isEqualTo("InvalidNetworkLoadBalancerArn.Malformed: The Network Load Balancer ARN 'x' is malformed");
        String foreign = balancer().replace("111122223333", CONSUMER.value());
        assertThat(fixture.refusal(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(foreign))))
                .startsWith("InvalidNetworkLoadBalancerArn.NotFound");
        String absent = balancer().replace("/lb-", "/no-");
        assertThat(fixture.refusal(
                        c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(absent))))
                .startsWith("InvalidNetworkLoadBalancerArn.NotFound");
        String first = balancer();
        String second = balancer();
        String id = create(first, true);
        assertThat(fixture.refusal(c -> c.createVpcEndpointServiceConfiguration(r -> r.networkLoadBalancerArns(first))))
                .startsWith("InvalidParameter: The load balancer");
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(id).addNetworkLoadBalancerArns(second).removeNetworkLoadBalancerArns(first)));
        assertThat(describe(id).networkLoadBalancerArns()).containsExactly(second);
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).removeNetworkLoadBalancerArns(second))))
                .startsWith("InvalidParameter: An endpoint service must have at least one");
        connect(id, VpcEndpoint.State.AVAILABLE);
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).addNetworkLoadBalancerArns(first).removeNetworkLoadBalancerArns(second))))
                .isEqualTo("ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!");
    }

    @Test
    void changesItsTerms() {
        String id = create(balancer(), true);
        fixture.ask(c -> c.modifyVpcEndpointServiceConfiguration(
                r -> r.serviceId(id).acceptanceRequired(false).addSupportedIpAddressTypes("ipv6")));
        assertThat(describe(id).acceptanceRequired()).isFalse();
        assertThat(describe(id).supportedIpAddressTypesAsStrings()).containsExactly("ipv4", "ipv6");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).removeSupportedIpAddressTypes("ipv4", "ipv6"))))
                .startsWith("InvalidParameter");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).addSupportedIpAddressTypes("ipx"))))
                .startsWith("InvalidParameterValue");
        assertThat(describe(id).payerResponsibilityAsString()).isNull();
        fixture.ask(c -> c.modifyVpcEndpointServicePayerResponsibility(
                r -> r.serviceId(id).payerResponsibility("ServiceOwner")));
        assertThat(describe(id).payerResponsibilityAsString()).isEqualTo("ServiceOwner");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServicePayerResponsibility(
                        r -> r.serviceId(id).payerResponsibility("Me"))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId(ABSENT))))
                .isEqualTo("InvalidVpcEndpointServiceId.NotFound: The VpcEndpointService Id '" + ABSENT
                        + "' does not exist");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId("vpce-svc-x"))))
                .startsWith("InvalidVpcEndpointServiceIdId.Malformed");
    }

    @Test
    void permitsPrincipals() {
        String id = create(balancer(), true);
        String account = "arn:aws:iam::444455556666:root";
        put(new Role(
                Scope.ofAccount(CONSUMER),
                "app",
                "/",
                "AROAROLEOFTHECONSUMER",
                "{}",
                "",
                3600,
                fixture.now,
                Tags.NONE.values(),
                List.of(),
                Optional.empty(),
                Tags.NONE));
        String role = "arn:aws:iam::444455556666:role/app";
        assertThat(fixture.ask(c -> c.modifyVpcEndpointServicePermissions(
                                r -> r.serviceId(id).addAllowedPrincipals(account, role)))
                        .addedPrincipals())
                .hasSize(2)
                .allSatisfy(added -> assertThat(added.servicePermissionId()).matches("vpce-svc-perm-[0-9a-f]{17}"));
        assertThat(permissions(id)).extracting(AllowedPrincipal::principal).containsExactlyInAnyOrder(account, role);
        assertThat(permissions(id))
                .extracting(AllowedPrincipal::principalTypeAsString)
                .containsExactlyInAnyOrder("Account", "Role");
        String permission = permissions(id).getFirst().servicePermissionId();
        fixture.ask(c -> c.createTags(r -> r.resources(permission)
                .tags(Tag.builder().key("who").value("they").build())));
        assertThat(permissions(id).getFirst().tags())
                .singleElement()
                .satisfies(tag -> assertThat(tag.value()).isEqualTo("they"));
        assertThat(fixture.ask(c -> c.modifyVpcEndpointServicePermissions(r -> r.serviceId(id)
                                .addAllowedPrincipals("*", account)
                                .removeAllowedPrincipals(role)))
                        .addedPrincipals())
                .singleElement()
                .satisfies(added -> assertThat(added.principalTypeAsString()).isEqualTo("All"));
        assertThat(fixture.ask(c -> c.describeVpcEndpointServicePermissions(
                                r -> r.serviceId(id).filters(filter("principal-type", "All"))))
                        .allowedPrincipals())
                .hasSize(1);
        for (String wrong : List.of(
                "444455556666",
                "arn:aws:iam::444455556666:role/nobody",
                "arn:aws:iam::444455556666:role/a/path",
                "arn:aws:sts::444455556666:assumed-role/app/me")) {
            assertThat(fixture.refusal(c -> c.modifyVpcEndpointServicePermissions(
                            r -> r.serviceId(id).addAllowedPrincipals(wrong))))
                    .isEqualTo("InvalidPrincipal: Invalid Principal: '" + wrong + "'");
        }
    }

    @Test
    void acceptsAndRejectsConnections() {
        String id = create(balancer(), true);
        String endpoint = connect(id, VpcEndpoint.State.PENDING_ACCEPTANCE);
        String other = connect(id, VpcEndpoint.State.AVAILABLE);
        assertThat(connections("vpc-endpoint-state", "pendingAcceptance"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.serviceId()).isEqualTo(id);
                    assertThat(one.vpcEndpointId()).isEqualTo(endpoint);
                    assertThat(one.vpcEndpointOwner()).isEqualTo(CONSUMER.value());
                    assertThat(one.networkLoadBalancerArns())
                            .isEqualTo(describe(id).networkLoadBalancerArns());
                    assertThat(one.dnsEntries())
                            .allSatisfy(
                                    entry -> assertThat(entry.hostedZoneId()).startsWith("Z"));
                });
        assertThat(connections("service-id", id)).hasSize(2);
        assertThat(fixture.ask(c -> c.describeVpcEndpointConnections(r -> r.maxResults(1001)))
                        .vpcEndpointConnections())
                .as("of more than 1,000, AWS gives 1,000")
                .hasSize(2);
        assertThat(accept(id, endpoint)).isEmpty();
        assertThat(state(endpoint)).isEqualTo(VpcEndpoint.State.PENDING);
        assertThat(accept(id, endpoint)).singleElement().satisfies(refused -> {
            assertThat(refused.resourceId()).isEqualTo(endpoint);
            assertThat(refused.error().code()).isEqualTo("InvalidState");
        });
        String absent = "vpce-0123456789abcdef0";
        assertThat(reject(id, other, absent))
                .singleElement()
                .satisfies(refused -> assertThat(refused.error().code()).isEqualTo("InvalidVpcEndpointId.NotFound"));
        assertThat(state(other)).isEqualTo(VpcEndpoint.State.REJECTED);
        assertThat(reject(id, other)).hasSize(1);
        assertThat(accept(id, other)).hasSize(1);
        assertThat(fixture.refusal(c -> c.acceptVpcEndpointConnections(r -> r.serviceId(id))))
                .startsWith("MissingParameter");
        assertThat(fixture.refusal(c ->
                        c.rejectVpcEndpointConnections(r -> r.serviceId(ABSENT).vpcEndpointIds(endpoint))))
                .startsWith("InvalidVpcEndpointServiceId.NotFound");
        fixture.account = CONSUMER;
        assertThat(fixture.refusal(
                        c -> c.acceptVpcEndpointConnections(r -> r.serviceId(id).vpcEndpointIds(endpoint))))
                .startsWith("InvalidVpcEndpointServiceId.NotFound");
        assertThat(connections("service-id", id)).isEmpty();
    }

    @Test
    void letsRequestsLapse() {
        String endpoint = connect(create(balancer(), true), VpcEndpoint.State.PENDING_ACCEPTANCE);
        fixture.pass(LapsedRequests.BY_DEFAULT, Duration.ofDays(7).minusSeconds(1));
        assertThat(state(endpoint)).isEqualTo(VpcEndpoint.State.PENDING_ACCEPTANCE);
        fixture.pass(LapsedRequests.BY_DEFAULT, Duration.ofDays(7));
        assertThat(state(endpoint)).isEqualTo(VpcEndpoint.State.EXPIRED);
    }

    @Test
    void staysWhileEndpointsAreConnected() {
        String id = create(balancer(), true);
        String endpoint = connect(id, VpcEndpoint.State.AVAILABLE);
        fixture.ask(
                c -> c.modifyVpcEndpointServicePermissions(r -> r.serviceId(id).addAllowedPrincipals("*")));
        assertThat(delete(id, ABSENT))
                .extracting(refused -> refused.resourceId() + " "
                        + refused.error().code() + " " + refused.error().message())
                .containsExactly(
                        id + " ExistingVpcEndpointConnections Service has existing active VPC Endpoint connections!",
                        ABSENT + " InvalidVpcEndpointServiceId.NotFound The VpcEndpointService Id '" + ABSENT
                                + "' does not exist");
        become(endpoint, VpcEndpoint.State.DELETING);
        assertThat(delete(id)).isEmpty();
        assertThat(describe(id).serviceStateAsString()).isEqualTo("Deleting");
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId(id))))
                .startsWith("InvalidVpcEndpointServiceId.NotFound");
        fixture.pass(new DeletedServices(), Duration.ZERO);
        assertThat(describe(id).serviceStateAsString()).isEqualTo("Deleting");
        become(endpoint, VpcEndpoint.State.REJECTED);
        fixture.pass(new DeletedServices(), Duration.ZERO);
        assertThat(fixture.refusal(c -> c.describeVpcEndpointServiceConfigurations(r -> r.serviceIds(id))))
                .startsWith("InvalidVpcEndpointServiceId.NotFound");
        String next = create(balancer(), true);
        assertThat(delete(next)).isEmpty();
        assertThat(fixture.refusal(c -> c.describeVpcEndpointServiceConfigurations(r -> r.serviceIds(next))))
                .startsWith("InvalidVpcEndpointServiceId.NotFound");
    }

    @Test
    void provesItsPrivateName() {
        String id = create(balancer(), true);
        assertThat(fixture.refusal(c -> c.startVpcEndpointServicePrivateDnsVerification(r -> r.serviceId(id))))
                .startsWith("InvalidParameter: The service " + id);
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).privateDnsName("-shop.example.com"))))
                .startsWith("InvalidParameter: The private DNS name");
        fixture.ask(c ->
                c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId(id).privateDnsName("*.shop.example.com")));
        PrivateDnsNameConfiguration asked = describe(id).privateDnsNameConfiguration();
        assertThat(asked.stateAsString()).isEqualTo("pendingVerification");
        assertThat(asked.type()).isEqualTo("TXT");
        assertThat(asked.name()).startsWith("_");
        assertThat(asked.value()).startsWith("vpce:");
        start(id);
        fixture.pass(new PrivateNames(), Duration.ofHours(1));
        assertThat(verification(id)).isEqualTo("pendingVerification");
        record(asked.name() + ".shop.example.com.", "\"vpce:another\"");
        fixture.pass(new PrivateNames(), Duration.ofHours(2));
        assertThat(verification(id)).isEqualTo("pendingVerification");
        record(asked.name() + ".shop.example.com.", "\"" + asked.value() + "\"");
        fixture.pass(new PrivateNames(), Duration.ofHours(3));
        assertThat(verification(id)).isEqualTo("verified");
        fixture.ask(c ->
                c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId(id).privateDnsName("late.example.com")));
        start(id);
        fixture.pass(new PrivateNames(), Duration.ofDays(2));
        assertThat(verification(id)).isEqualTo("failed");
        record(
                "late.example.com.",
                "\"" + describe(id).privateDnsNameConfiguration().value() + "\"");
        start(id);
        assertThat(verification(id)).isEqualTo("verified");
        String endpoint = connect(id, VpcEndpoint.State.AVAILABLE);
        assertThat(fixture.refusal(c -> c.modifyVpcEndpointServiceConfiguration(
                        r -> r.serviceId(id).removePrivateDnsName(true))))
                .startsWith("ExistingVpcEndpointConnections");
        reject(id, endpoint);
        fixture.ask(c ->
                c.modifyVpcEndpointServiceConfiguration(r -> r.serviceId(id).removePrivateDnsName(true)));
        assertThat(describe(id).privateDnsName()).isNull();
    }

    private String balancer() {
        return Balancing.put(fixture, "lb-" + ++balancers, "us-east-1b", "us-east-1c");
    }

    private String create(String balancer, boolean acceptance) {
        return fixture.ask(c -> c.createVpcEndpointServiceConfiguration(
                        r -> r.networkLoadBalancerArns(balancer).acceptanceRequired(acceptance)))
                .serviceConfiguration()
                .serviceId();
    }

    /** An endpoint of another account. */
    private String connect(String service, VpcEndpoint.State state) {
        String id = "vpce-0%016x".formatted(++endpoints);
        put(new VpcEndpoint(
                new Scope(CONSUMER, fixture.region),
                new VpcEndpointId(id),
                new VpcId("vpc-0123456789abcdef0"),
                "com.amazonaws.vpce.us-east-1." + service,
                state,
                fixture.now,
                Optional.empty(),
                new VpcEndpoint.Gateway(List.of()),
                fixture.now,
                Tags.NONE));
        return id;
    }

    private void become(String endpoint, VpcEndpoint.State state) {
        put(endpoint(endpoint).withState(state, fixture.now));
    }

    private VpcEndpoint endpoint(String id) {
        return fixture.cloud
                .snapshot()
                .find(VpcEndpoint.class, new Scope(CONSUMER, fixture.region), id)
                .orElseThrow();
    }

    private VpcEndpoint.State state(String endpoint) {
        return endpoint(endpoint).state();
    }

    private void put(Entity entity) {
        fixture.cloud.commit(snapshot -> new Outcome<>(Change.put(entity), true));
    }

    /** A TXT record in the public zone example.com, beside another one. */
    private void record(String name, String value) {
        fixture.publicRecord(name, "TXT", "\"other\"", value);
    }

    private void start(String id) {
        fixture.ask(c -> c.startVpcEndpointServicePrivateDnsVerification(r -> r.serviceId(id)));
    }

    private String verification(String id) {
        return describe(id).privateDnsNameConfiguration().stateAsString();
    }

    private ServiceConfiguration describe(String id) {
        return fixture.ask(c -> c.describeVpcEndpointServiceConfigurations(r -> r.serviceIds(id)))
                .serviceConfigurations()
                .getFirst();
    }

    private int found(String name, String value) {
        return fixture.ask(c -> c.describeVpcEndpointServiceConfigurations(r -> r.filters(filter(name, value))))
                .serviceConfigurations()
                .size();
    }

    private List<AllowedPrincipal> permissions(String id) {
        return fixture.ask(c -> c.describeVpcEndpointServicePermissions(r -> r.serviceId(id)))
                .allowedPrincipals();
    }

    private List<VpcEndpointConnection> connections(String name, String value) {
        return fixture.ask(c -> c.describeVpcEndpointConnections(r -> r.filters(filter(name, value))))
                .vpcEndpointConnections();
    }

    private List<UnsuccessfulItem> accept(String id, String... endpoints) {
        return fixture.ask(
                        c -> c.acceptVpcEndpointConnections(r -> r.serviceId(id).vpcEndpointIds(endpoints)))
                .unsuccessful();
    }

    private List<UnsuccessfulItem> reject(String id, String... endpoints) {
        return fixture.ask(
                        c -> c.rejectVpcEndpointConnections(r -> r.serviceId(id).vpcEndpointIds(endpoints)))
                .unsuccessful();
    }

    private List<UnsuccessfulItem> delete(String... ids) {
        return fixture.ask(c -> c.deleteVpcEndpointServiceConfigurations(r -> r.serviceIds(ids)))
                .unsuccessful();
    }
}
