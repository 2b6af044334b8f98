package dev.postern.services.ec2.peering;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static dev.postern.services.ec2.Ec2Fixture.tagged;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.services.ec2.Ec2Fixture;
import dev.postern.services.ec2.call.Quotas;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.VpcPeeringConnection;

class VpcPeeringsTest {
    private static final AccountId OTHER = new AccountId("444455556666");
    private static final String NOBODY = "pcx-0123456789abcdef0";

    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String peer = fixture.vpc("10.1.0.0/16");

    @Test
    void isAskedForAcceptedAndActiveOnceTheNetworkCarriesIt() {
        VpcPeeringConnection asked = fixture.ask(c -> c.createVpcPeeringConnection(r ->
                        r.vpcId(vpc).peerVpcId(peer).tagSpecifications(tagged("vpc-peering-connection", "Name", "ab"))))
                .vpcPeeringConnection();
        assertThat(asked.status().codeAsString()).isEqualTo("initiating-request");
        assertThat(asked.status().message()).isEqualTo("Initiating Request to " + Ec2Fixture.ACCOUNT);
        assertThat(asked.expirationTime()).isEqualTo(fixture.now.plus(Duration.ofDays(7)));
        assertThat(asked.requesterVpcInfo().cidrBlock()).isEqualTo("10.0.0.0/16");
        assertThat(asked.accepterVpcInfo().cidrBlock()).isNull();
        assertThat(asked.tags()).extracting(Tag::value).containsExactly("ab");
        String id = asked.vpcPeeringConnectionId();
        assertThat(status(id)).isEqualTo("pending-acceptance: Pending Acceptance by " + Ec2Fixture.ACCOUNT);

        VpcPeeringConnection accepted = fixture.ask(
                        c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)))
                .vpcPeeringConnection();
        assertThat(accepted.status().message()).isEqualTo("Provisioning");
        assertThat(accepted.accepterVpcInfo().cidrBlockSet()).hasSize(1);
        assertThat(status(id)).isEqualTo("provisioning: Provisioning");
        fixture.pass(new PassingPeerings(), Duration.ZERO);
        assertThat(status(id)).isEqualTo("active: Active");
        assertThat(describe(id).expirationTime()).isNull();
        assertThat(describe(id).accepterVpcInfo().peeringOptions().allowDnsResolutionFromRemoteVpc())
                .isFalse();
    }

    @Test
    void failsWhereBlocksOverlapOrThereIsNoSuchVpc() {
        String same = fixture.vpc("10.0.128.0/20");
        for (String far : List.of(same, "vpc-0123456789abcdef0", vpc)) {
            String id = create(vpc, far);
            assertThat(status(id))
                    .isEqualTo("failed: Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range");
            assertThat(fixture.refusal(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id))))
                    .isEqualTo("InvalidStateTransition: Invalid state transition for " + id
                            + ", attempted to transition from failed to provisioning");
            fixture.pass(new PassingPeerings(), Duration.ofHours(2));
            assertThat(fixture.refusal(c -> c.describeVpcPeeringConnections(r -> r.vpcPeeringConnectionIds(id))))
                    .isEqualTo("InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID '" + id
                            + "' does not exist");
        }
    }

    @Test
    void isSeenFromBothAccountsAndAnsweredByTheOneThatWasAsked() {
        fixture.account = OTHER;
        String far = fixture.vpc("10.2.0.0/16");
        fixture.account = Ec2Fixture.ACCOUNT;
        String id = fixture.ask(c -> c.createVpcPeeringConnection(
                        r -> r.vpcId(vpc).peerVpcId(far).peerOwnerId(OTHER.value())))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        assertThat(fixture.refusal(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id))))
                .isEqualTo("OperationNotPermitted: User (" + Ec2Fixture.ACCOUNT + ") cannot accept peering " + id);
        assertThat(fixture.refusal(c -> c.rejectVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id))))
                .startsWith("OperationNotPermitted");
        fixture.ask(c -> c.createTags(
                r -> r.resources(id).tags(Tag.builder().key("side").value("a").build())));

        fixture.account = OTHER;
        assertThat(describe(id).tags()).isEmpty();
        assertThat(fixture.refusal(c -> c.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id))))
                .startsWith("OperationNotPermitted");
        fixture.ask(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        fixture.pass(new PassingPeerings(), Duration.ZERO);
        assertThat(status(id)).isEqualTo("active: Active");
        fixture.ask(c -> c.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        assertThat(fixture.refusal(c -> c.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id))))
                .isEqualTo("InvalidStateTransition: Invalid state transition for " + id
                        + ", attempted to transition from deleted to deleting");

        fixture.account = Ec2Fixture.ACCOUNT;
        assertThat(status(id)).isEqualTo("deleted: Deleted by " + OTHER);
        assertThat(describe(id).tags()).hasSize(1);
        // Who deleted it sees it for two hours, the other for two days.
        fixture.pass(new PassingPeerings(), Duration.ofHours(47));
        assertThat(status(id)).startsWith("deleted");
        fixture.account = OTHER;
        assertThat(fixture.refusal(c -> c.describeVpcPeeringConnections(r -> r.vpcPeeringConnectionIds(id))))
                .startsWith("InvalidVpcPeeringConnectionID.NotFound");
    }

    @Test
    void isAnsweredInTheRegionOfTheVpcThatWasAsked() {
        fixture.region = Region.find("eu-west-1").orElseThrow();
        String far = fixture.vpc("10.2.0.0/16");
        fixture.region = Region.US_EAST_1;
        String id = fixture.ask(c -> c.createVpcPeeringConnection(
                        r -> r.vpcId(vpc).peerVpcId(far).peerRegion("eu-west-1")))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
        assertThat(fixture.refusal(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id))))
                .startsWith("OperationNotPermitted: Incorrect region (us-east-1)")
                .endsWith("must be accepted in region eu-west-1");
        fixture.region = Region.find("eu-west-1").orElseThrow();
        fixture.ask(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        fixture.pass(new PassingPeerings(), Duration.ZERO);
        assertThat(describe(id).requesterVpcInfo().region()).isEqualTo("us-east-1");
        assertThat(fixture.refusal(c -> c.modifyVpcPeeringConnectionOptions(r -> r.vpcPeeringConnectionId(id)
                        .requesterPeeringConnectionOptions(o -> o.allowDnsResolutionFromRemoteVpc(true)))))
                .startsWith("OperationNotPermitted: Incorrect region (eu-west-1)");
        fixture.ask(c -> c.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        assertThat(status(id)).isEqualTo("deleting: Deleting");
        fixture.pass(new PassingPeerings(), Duration.ZERO);
        assertThat(status(id)).startsWith("deleted");
        assertThat(fixture.refusal(c -> c.createVpcPeeringConnection(
                        r -> r.vpcId(far).peerVpcId(vpc).peerRegion("mars-1"))))
                .isEqualTo("InvalidParameterValue: Invalid region: [mars-1]");
    }

    @Test
    void expiresAfterAWeekAndIsForgottenAfterTwoDays() {
        String id = create(vpc, peer);
        fixture.pass(new PassingPeerings(), Duration.ofDays(7).minusSeconds(1));
        assertThat(status(id)).startsWith("pending-acceptance");
        fixture.pass(new PassingPeerings(), Duration.ofDays(7));
        assertThat(status(id)).isEqualTo("expired: Expired");
        assertThat(fixture.refusal(c -> c.rejectVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id))))
                .endsWith("attempted to transition from expired to rejected");
        fixture.pass(new PassingPeerings(), Duration.ofDays(9));
        assertThat(all()).isEmpty();
    }

    @Test
    void isRejectedAndCanBeAskedForAgain() {
        String id = create(vpc, peer);
        assertThat(fixture.refusal(
                        c -> c.createVpcPeeringConnection(r -> r.vpcId(peer).peerVpcId(vpc))))
                .startsWith("VpcPeeringConnectionAlreadyExists");
        fixture.ask(c -> c.rejectVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        assertThat(status(id)).isEqualTo("rejected: Rejected by " + Ec2Fixture.ACCOUNT);
        assertThat(fixture.refusal(c -> c.deleteVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id))))
                .endsWith("attempted to transition from rejected to deleting");
        assertThat(status(create(peer, vpc))).startsWith("pending-acceptance");
    }

    @Test
    void endsWithItsVpcAndItsRoutesBecomeBlackholes() {
        String id = create(vpc, peer);
        String table = fixture.routeTable(vpc);
        fixture.ask(c -> c.createRoute(
                r -> r.routeTableId(table).destinationCidrBlock("10.1.0.0/16").vpcPeeringConnectionId(id)));
        assertThat(routeState(table)).isEqualTo("blackhole");
        fixture.ask(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        fixture.pass(new PassingPeerings(), Duration.ZERO);
        assertThat(routeState(table)).isEqualTo("active");
        assertThat(fixture.ask(c ->
                                c.describeRouteTables(r -> r.filters(filter("route.vpc-peering-connection-id", id))))
                        .routeTables())
                .hasSize(1);
        assertThat(fixture.refusal(
                        c -> c.associateVpcCidrBlock(r -> r.vpcId(vpc).cidrBlock("10.1.64.0/20"))))
                .startsWith("InvalidVpc.Range");
        fixture.ask(c -> c.deleteVpc(r -> r.vpcId(peer)));
        assertThat(status(id)).isEqualTo("deleted: Deleted by " + Ec2Fixture.ACCOUNT);
        assertThat(routeState(table)).isEqualTo("blackhole");
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(table)
                        .destinationCidrBlock("10.9.0.0/16")
                        .vpcPeeringConnectionId(id))))
                .startsWith("IncorrectState");
        String elsewhere = fixture.routeTable(fixture.vpc("10.5.0.0/16"));
        assertThat(fixture.refusal(c -> c.createRoute(r -> r.routeTableId(elsewhere)
                        .destinationCidrBlock("10.0.0.0/16")
                        .vpcPeeringConnectionId(id))))
                .contains("belong to different networks");
    }

    @Test
    void letsThePeerResolveItsNames() {
        String id = create(vpc, peer);
        assertThat(fixture.refusal(c -> c.modifyVpcPeeringConnectionOptions(r -> r.vpcPeeringConnectionId(id)
                        .accepterPeeringConnectionOptions(o -> o.allowDnsResolutionFromRemoteVpc(true)))))
                .isEqualTo("OperationNotPermitted: Peering " + id
                        + " is not active. Peering options can be added only to active peerings.");
        fixture.ask(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        fixture.pass(new PassingPeerings(), Duration.ZERO);
        assertThat(fixture.ask(c -> c.modifyVpcPeeringConnectionOptions(r -> r.vpcPeeringConnectionId(id)
                                .accepterPeeringConnectionOptions(o -> o.allowDnsResolutionFromRemoteVpc(true))))
                        .accepterPeeringConnectionOptions()
                        .allowDnsResolutionFromRemoteVpc())
                .isTrue();
        assertThat(describe(id).accepterVpcInfo().peeringOptions().allowDnsResolutionFromRemoteVpc())
                .isTrue();
        assertThat(describe(id).requesterVpcInfo().peeringOptions().allowDnsResolutionFromRemoteVpc())
                .isFalse();
        assertThat(fixture.refusal(c -> c.modifyVpcPeeringConnectionOptions(r -> r.vpcPeeringConnectionId(id)
                        .requesterPeeringConnectionOptions(o -> o.allowEgressFromLocalClassicLinkToRemoteVpc(true)))))
                .startsWith("UnsupportedOperation");
        assertThat(fixture.refusal(c -> c.modifyVpcPeeringConnectionOptions(r -> r.vpcPeeringConnectionId(id))))
                .startsWith("MissingParameter");
    }

    @Test
    void refusesWhatIsNotThereOrTooMuch() {
        assertThat(fixture.refusal(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(NOBODY))))
                .startsWith("InvalidVpcPeeringConnectionID.NotFound");
        assertThat(fixture.refusal(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId("pcx-x"))))
                .startsWith("InvalidVpcPeeringConnectionId.Malformed");
        assertThat(fixture.refusal(c -> c.deleteVpcPeeringConnection(r -> {})))
                .isEqualTo("MissingParameter: The request must contain the parameter vpcPeeringConnectionId");
        assertThat(fixture.refusal(c -> c.createVpcPeeringConnection(r -> r.vpcId(vpc))))
                .isEqualTo("MissingParameter: The request must contain the parameter peerVpcId");
        assertThat(fixture.refusal(c -> c.createVpcPeeringConnection(
                        r -> r.vpcId(vpc).peerVpcId(peer).peerOwnerId("me"))))
                .startsWith("InvalidParameterValue");
        Ec2Fixture small =
                new Ec2Fixture(Quotas.of(List.of("outstanding-peering-requests=1", "active-peerings-per-vpc=1")));
        String one = small.vpc("10.0.0.0/16");
        String two = small.vpc("10.1.0.0/16");
        String three = small.vpc("10.2.0.0/16");
        String first = create(small, one, two);
        assertThat(small.refusal(
                        c -> c.createVpcPeeringConnection(r -> r.vpcId(one).peerVpcId(three))))
                .startsWith("OutstandingVpcPeeringConnectionLimitExceeded");
        small.ask(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(first)));
        String second = create(small, one, three);
        assertThat(small.refusal(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(second))))
                .startsWith("VpcPeeringConnectionsPerVpcExceeded");
    }

    @Test
    void isFoundByFiltersAndInPages() {
        for (int i = 2; i < 9; i++) {
            create(vpc, fixture.vpc("10." + i + ".0.0/16"));
        }
        String id = create(vpc, peer);
        fixture.ask(c -> c.acceptVpcPeeringConnection(r -> r.vpcPeeringConnectionId(id)));
        assertThat(found("status-code", "provisioning")).containsExactly(id);
        assertThat(found("status-message", "Provision*")).containsExactly(id);
        assertThat(found("accepter-vpc-info.vpc-id", peer)).containsExactly(id);
        assertThat(found("accepter-vpc-info.cidr-block", "10.1.0.0/16")).containsExactly(id);
        assertThat(found("requester-vpc-info.cidr-block", "10.0.0.0/16")).hasSize(8);
        assertThat(found("requester-vpc-info.owner-id", "999999999999")).isEmpty();
        assertThat(found("expiration-time", "2025-11-29T10:00:00Z")).hasSize(7);
        var page = fixture.ask(c -> c.describeVpcPeeringConnections(r -> r.maxResults(5)));
        assertThat(page.vpcPeeringConnections()).hasSize(5);
        assertThat(fixture.ask(c -> c.describeVpcPeeringConnections(r -> r.nextToken(page.nextToken())))
                        .vpcPeeringConnections())
                .hasSize(3);
    }

    private List<String> found(String name, String value) {
        return fixture
                .ask(c -> c.describeVpcPeeringConnections(r -> r.filters(filter(name, value))))
                .vpcPeeringConnections()
                .stream()
                .map(VpcPeeringConnection::vpcPeeringConnectionId)
                .toList();
    }

    private String routeState(String table) {
        return fixture.ask(c -> c.describeRouteTables(r -> r.routeTableIds(table)))
                .routeTables()
                .getFirst()
                .routes()
                .getLast()
                .stateAsString();
    }

    private String create(String from, String to) {
        return create(fixture, from, to);
    }

    private static String create(Ec2Fixture in, String from, String to) {
        return in.ask(c -> c.createVpcPeeringConnection(r -> r.vpcId(from).peerVpcId(to)))
                .vpcPeeringConnection()
                .vpcPeeringConnectionId();
    }

    private VpcPeeringConnection describe(String id) {
        return fixture.ask(c -> c.describeVpcPeeringConnections(r -> r.vpcPeeringConnectionIds(id)))
                .vpcPeeringConnections()
                .getFirst();
    }

    private List<VpcPeeringConnection> all() {
        return fixture.ask(c -> c.describeVpcPeeringConnections(r -> {})).vpcPeeringConnections();
    }

    private String status(String id) {
        var status = describe(id).status();
        return status.codeAsString() + ": " + status.message();
    }
}
