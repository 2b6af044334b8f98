package dev.postern.services.route53;

import static dev.postern.services.route53.ZoneFixture.FOREIGN;
import static dev.postern.services.route53.ZoneFixture.STRANGER;
import static dev.postern.services.route53.ZoneFixture.VPC_1;
import static dev.postern.services.route53.ZoneFixture.VPC_2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.services.authorization.TestAccount;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.HostedZoneSummary;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.Tag;
import software.amazon.awssdk.services.route53.model.TagResourceType;
import software.amazon.awssdk.services.route53.model.VPC;

final class ZonesTest {
    private final ZoneFixture fixture = new ZoneFixture();
    private final Route53Service route53 = fixture.route53;

    @AfterEach
    void close() {
        fixture.close();
    }

    private <R> R root(Callable<R> call) {
        return fixture.account.asRoot(call);
    }

    private String error(Callable<?> call) {
        return fixture.account.error(call);
    }

    @Test
    void publicZoneBeginsWithItsServersAndItsStartOfAuthority() {
        var made = root(() -> route53.createHostedZone(
                r -> r.name("Acme.Test").callerReference("one").hostedZoneConfig(c -> c.comment("ours"))));
        HostedZone zone = made.hostedZone();
        assertThat(zone.id()).matches("/hostedzone/Z[A-Z2-7]{20}");
        assertThat(made.location()).isEqualTo("https://route53.amazonaws.com/2013-04-01" + zone.id());
        assertThat(zone.name()).isEqualTo("acme.test.");
        assertThat(zone.config().privateZone()).isFalse();
        assertThat(zone.config().comment()).isEqualTo("ours");
        assertThat(zone.resourceRecordSetCount()).isEqualTo(2);
        assertThat(made.delegationSet().nameServers())
                .hasSize(4)
                .first()
                .asString()
                .matches("ns-[0-9]+\\.awsdns-[0-9]{2}\\.com");
        assertThat(made.changeInfo().status()).isEqualTo(ChangeStatus.PENDING);
        assertThat(root(() -> route53.getChange(r -> r.id(made.changeInfo().id())))
                        .changeInfo()
                        .status())
                .isEqualTo(ChangeStatus.INSYNC);
        assertThat(fixture.records(zone.id())).containsExactly("acme.test. NS", "acme.test. SOA");
        assertThat(fixture.zone(zone.id())).isEqualTo(zone);
        assertThat(root(() -> route53.updateHostedZoneComment(
                                r -> r.id(zone.id()).comment("theirs")))
                        .hostedZone()
                        .config()
                        .comment())
                .isEqualTo("theirs");
        root(() -> route53.deleteHostedZone(r -> r.id(zone.id())));
        assertThat(error(() -> route53.getHostedZone(r -> r.id(zone.id()))))
                .isEqualTo("NoSuchHostedZone: No hosted zone found with ID: "
                        + zone.id().substring(12));
        assertThat(root(() -> route53.getHostedZoneCount(r -> {})).hostedZoneCount())
                .isZero();
    }

    @Test
    void refusesWhatNoZoneCanBe() {
        fixture.publicZone("acme.test");
        root(() -> route53.createHostedZone(r -> r.name("two.test").callerReference("again")));
        assertThat(error(
                        () -> route53.createHostedZone(r -> r.name("three.test").callerReference("again"))))
                .isEqualTo("HostedZoneAlreadyExists: A hosted zone has already been created with the specified caller"
                        + " reference.");
        root(() -> route53.createHostedZone(
                r -> r.name("inner.test").callerReference("once").vpc(ZoneFixture.VPC_1)));
        assertThat(error(() -> route53.createHostedZone(
                        r -> r.name("inner.test").callerReference("once").vpc(ZoneFixture.VPC_1))))
                .as("who repeats a request is told that the zone is there, as for a public one")
                .startsWith("HostedZoneAlreadyExists: ");
        assertThat(error(() -> route53.createHostedZone(r -> r.name("a..test").callerReference("x"))))
                .startsWith("InvalidDomainName: ");
        assertThat(error(() -> route53.createHostedZone(
                        r -> r.name("a.test").callerReference("x").delegationSetId("N1"))))
                .startsWith("NoSuchDelegationSet: ");
        assertThat(error(() -> route53.createHostedZone(
                        r -> r.name("a.test").callerReference("x").vpc(FOREIGN))))
                .startsWith("InvalidVPCId: ");
        assertThat(error(() -> route53.createHostedZone(
                        r -> r.name("a.test").callerReference("x").hostedZoneConfig(c -> c.privateZone(true)))))
                .startsWith("InvalidInput: ");
        assertThat(error(() -> route53.getChange(r -> r.id("C1"))))
                .isEqualTo("NoSuchChange: Could not find resource with ID: C1");
    }

    @Test
    void nobodySeesAnothersZone() {
        String zone = fixture.publicZone("acme.test");
        assertThat(fixture.account.errorAs(STRANGER, () -> route53.getHostedZone(r -> r.id(zone))))
                .isEqualTo("AccessDenied: User: " + STRANGER.arn() + " is not authorized to access this resource");
        assertThat(fixture.account
                        .as(STRANGER, () -> route53.listHostedZones(r -> {}))
                        .hostedZones())
                .isEmpty();
    }

    @Test
    void zoneWithRecordsIsNotDeleted() {
        String zone = fixture.publicZone("acme.test");
        fixture.change(
                zone,
                ChangeAction.CREATE,
                set -> set.name("www.acme.test")
                        .type("A")
                        .ttl(60L)
                        .resourceRecords(
                                ResourceRecord.builder().value("192.0.2.1").build()));
        assertThat(error(() -> route53.deleteHostedZone(r -> r.id(zone))))
                .isEqualTo(
                        "HostedZoneNotEmpty: The specified hosted zone contains non-required resource record sets and so"
                                + " cannot be deleted.");
    }

    @Test
    void privateDnsOfAnEndpointIsAZoneOfItsDomain() {
        fixture.account.commit(Change.put(new VpcEndpoint(
                new Scope(TestAccount.ACCOUNT, Region.US_EAST_1),
                new VpcEndpointId("vpce-00000000000000001"),
                new VpcId(VPC_1.vpcId()),
                "com.amazonaws.vpce.us-east-1.vpce-svc-00000000000000001",
                VpcEndpoint.State.AVAILABLE,
                Instant.EPOCH,
                Optional.empty(),
                new VpcEndpoint.Interface(
                        List.of(),
                        List.of(),
                        VpcEndpoint.AddressType.IPV4,
                        new VpcEndpoint.DnsOptions(VpcEndpoint.RecordType.IPV4, false),
                        "abcdefgh",
                        List.of("*.corp.test"),
                        Optional.empty()),
                Instant.EPOCH,
                Tags.NONE)));
        assertThat(error(() -> fixture.privateZone("corp.test"))).startsWith("ConflictingDomainExists: ");
        fixture.privateZone("www.corp.test");
    }

    @Test
    void vpcsComeAndGoButTheLast() {
        String zone = fixture.privateZone("corp.test");
        assertThat(fixture.zone(zone).config().privateZone()).isTrue();
        assertThat(error(() -> route53.disassociateVPCFromHostedZone(
                        r -> r.hostedZoneId(zone).vpc(VPC_1))))
                .startsWith("LastVPCAssociation: ");
        assertThat(error(() -> route53.disassociateVPCFromHostedZone(
                        r -> r.hostedZoneId(zone).vpc(VPC_2))))
                .startsWith("VPCAssociationNotFound: ");
        root(() -> route53.associateVPCWithHostedZone(r -> r.hostedZoneId(zone).vpc(VPC_2)));
        assertThat(root(() -> route53.getHostedZone(r -> r.id(zone))).vpCs()).containsExactly(VPC_1, VPC_2);
        assertThat(error(() -> route53.associateVPCWithHostedZone(
                        r -> r.hostedZoneId(zone).vpc(VPC_2))))
                .isEqualTo("ConflictingDomainExists: The VPC that you chose, " + VPC_2.vpcId()
                        + " in region us-east-1, is already associated with another private hosted zone that has an"
                        + " overlapping name space, corp.test..");
        assertThat(error(() -> fixture.privateZone("corp.test"))).startsWith("ConflictingDomainExists: ");
        root(() ->
                route53.disassociateVPCFromHostedZone(r -> r.hostedZoneId(zone).vpc(VPC_1)));
        assertThat(root(() -> route53.getHostedZone(r -> r.id(zone))).vpCs()).containsExactly(VPC_2);
        String open = fixture.publicZone("acme.test");
        assertThat(error(() -> route53.associateVPCWithHostedZone(
                        r -> r.hostedZoneId(open).vpc(VPC_2))))
                .startsWith("PublicZoneVPCAssociation: ");
        assertThat(error(() -> route53.associateVPCWithHostedZone(
                        r -> r.hostedZoneId(zone).vpc(ZoneFixture.vpc("vpc-0000000000000000e")))))
                .startsWith("InvalidVPCId: ");
    }

    @Test
    void anothersVpcIsAssociatedByItsOwnerOnceTheZonesOwnerHasSaidSo() {
        String zone = fixture.privateZone("corp.test");
        String refusal = "NotAuthorizedException: The VPC: " + FOREIGN.vpcId()
                + " has not authorized to associate with your hosted zone.";
        assertThat(error(() -> route53.associateVPCWithHostedZone(
                        r -> r.hostedZoneId(zone).vpc(FOREIGN))))
                .isEqualTo(refusal);
        assertThat(fixture.account.errorAs(
                        STRANGER,
                        () -> route53.associateVPCWithHostedZone(
                                r -> r.hostedZoneId(zone).vpc(FOREIGN))))
                .isEqualTo(refusal);
        assertThat(error(() -> route53.deleteVPCAssociationAuthorization(
                        r -> r.hostedZoneId(zone).vpc(FOREIGN))))
                .startsWith("VPCAssociationAuthorizationNotFound: ");
        root(() -> route53.createVPCAssociationAuthorization(
                r -> r.hostedZoneId(zone).vpc(FOREIGN)));
        assertThat(root(() -> route53.listVPCAssociationAuthorizations(r -> r.hostedZoneId(zone)))
                        .vpCs())
                .containsExactly(FOREIGN);
        fixture.account.as(
                STRANGER,
                () -> route53.associateVPCWithHostedZone(
                        r -> r.hostedZoneId(zone).vpc(FOREIGN)));
        root(() -> route53.deleteVPCAssociationAuthorization(
                r -> r.hostedZoneId(zone).vpc(FOREIGN)));
        assertThat(fixture.account
                        .as(
                                STRANGER,
                                () -> route53.listHostedZonesByVPC(
                                        r -> r.vpcId(FOREIGN.vpcId()).vpcRegion("us-east-1")))
                        .hostedZoneSummaries())
                .extracting(HostedZoneSummary::name)
                .containsExactly("corp.test.");
        assertThat(root(() -> route53.getHostedZone(r -> r.id(zone))).vpCs())
                .extracting(VPC::vpcId)
                .containsExactly(VPC_1.vpcId(), FOREIGN.vpcId());
        fixture.account.as(
                STRANGER,
                () -> route53.disassociateVPCFromHostedZone(
                        r -> r.hostedZoneId(zone).vpc(FOREIGN)));
        assertThat(root(() -> route53.getHostedZone(r -> r.id(zone))).vpCs()).hasSize(1);
    }

    @Test
    void listsComeInPages() {
        for (String name : List.of("b.test", "a.test", "x.a.test", "c.test")) {
            fixture.publicZone(name);
        }
        fixture.privateZone("corp.test");
        var first = root(() -> route53.listHostedZones(r -> r.maxItems("2")));
        assertThat(first.isTruncated()).isTrue();
        var second = root(() -> route53.listHostedZones(r -> r.maxItems("10").marker(first.nextMarker())));
        assertThat(second.isTruncated()).isFalse();
        assertThat(second.hostedZones()).hasSize(3).doesNotContainAnyElementsOf(first.hostedZones());
        assertThat(root(() -> route53.listHostedZones(r -> r.hostedZoneType("PrivateHostedZone")))
                        .hostedZones())
                .extracting(HostedZone::name)
                .containsExactly("corp.test.");
        assertThat(error(() -> route53.listHostedZones(r -> r.maxItems("0")))).startsWith("InvalidInput: ");

        var named = root(() -> route53.listHostedZonesByName(r -> r.maxItems("2")));
        assertThat(named.hostedZones()).extracting(HostedZone::name).containsExactly("a.test.", "x.a.test.");
        assertThat(named.nextDNSName()).isEqualTo("b.test.");
        var rest = root(() -> route53.listHostedZonesByName(
                r -> r.dnsName(named.nextDNSName()).hostedZoneId(named.nextHostedZoneId())));
        assertThat(rest.hostedZones()).extracting(HostedZone::name).containsExactly("b.test.", "c.test.", "corp.test.");

        for (int i = 0; i < 3; i++) {
            fixture.privateZone("z" + i + ".test");
        }
        var byVpc = root(() -> route53.listHostedZonesByVPC(
                r -> r.vpcId(VPC_1.vpcId()).vpcRegion("us-east-1").maxItems("3")));
        assertThat(byVpc.hostedZoneSummaries()).hasSize(3);
        assertThat(root(() -> route53.listHostedZonesByVPC(r ->
                                r.vpcId(VPC_1.vpcId()).vpcRegion("us-east-1").nextToken(byVpc.nextToken())))
                        .hostedZoneSummaries())
                .extracting(HostedZoneSummary::name)
                .containsExactly("z2.test.");
        assertThat(error(() -> route53.listHostedZonesByVPC(
                        r -> r.vpcId(VPC_1.vpcId()).vpcRegion("us-east-1").nextToken("no"))))
                .startsWith("InvalidPaginationToken: ");
        assertThat(error(() -> route53.listHostedZonesByVPC(
                        r -> r.vpcId(FOREIGN.vpcId()).vpcRegion("us-east-1"))))
                .startsWith("InvalidVPCId: ");
    }

    @Test
    void zonesHaveTags() {
        String zone = fixture.publicZone("acme.test").substring(12);
        root(() -> route53.changeTagsForResource(r -> r.resourceType(TagResourceType.HOSTEDZONE)
                .resourceId(zone)
                .addTags(
                        Tag.builder().key("team").value("net").build(),
                        Tag.builder().key("old").value("x").build())));
        root(() -> route53.changeTagsForResource(
                r -> r.resourceType(TagResourceType.HOSTEDZONE).resourceId(zone).removeTagKeys("old")));
        assertThat(root(() -> route53.listTagsForResource(
                                r -> r.resourceType("hostedzone").resourceId(zone)))
                        .resourceTagSet()
                        .tags())
                .containsExactly(Tag.builder().key("team").value("net").build());
        assertThat(root(() -> route53.listTagsForResources(
                                r -> r.resourceType("hostedzone").resourceIds(zone)))
                        .resourceTagSets())
                .hasSize(1);
        assertThat(error(() -> route53.listTagsForResource(
                        r -> r.resourceType("healthcheck").resourceId("h"))))
                .startsWith("NoSuchHealthCheck: ");
        assertThat(error(() -> route53.changeTagsForResource(
                        r -> r.resourceType("hostedzone").resourceId(zone))))
                .startsWith("InvalidInput: ");
        assertThat(error(() -> route53.listTagsForResource(
                        r -> r.resourceType("hostedzone").resourceId("Z1"))))
                .startsWith("NoSuchHostedZone: ");
    }

    @Test
    void whatCannotExistIsTruthfullyNone() {
        String zone = fixture.publicZone("acme.test");
        assertThat(root(() -> route53.getDNSSEC(r -> r.hostedZoneId(zone)))
                        .status()
                        .serveSignature())
                .isEqualTo("NOT_SIGNING");
        assertThat(error(() -> route53.getDNSSEC(r -> r.hostedZoneId(fixture.privateZone("corp.test")))))
                .startsWith("InvalidArgument: ");
        assertThat(root(() -> route53.listHealthChecks(r -> {})).healthChecks()).isEmpty();
        assertThat(root(() -> route53.listHealthChecks(r -> {})).maxItems()).isEqualTo("100");
        assertThat(root(() -> route53.listHealthChecks(r -> r.maxItems("99999999999")))
                        .maxItems())
                .isEqualTo("1000");
        assertThat(root(() -> route53.listHealthChecks(r -> r.maxItems("1001"))).maxItems())
                .isEqualTo("1000");
        assertThat(root(() -> route53.getHealthCheckCount(r -> {})).healthCheckCount())
                .isZero();
        assertThat(root(() -> route53.listReusableDelegationSets(r -> {})).delegationSets())
                .isEmpty();
        assertThat(root(() -> route53.listQueryLoggingConfigs(r -> r.hostedZoneId(zone)))
                        .queryLoggingConfigs())
                .isEmpty();
        assertThat(root(() -> route53.getHostedZoneLimit(
                                r -> r.hostedZoneId(zone).type("MAX_RRSETS_BY_ZONE")))
                        .count())
                .isEqualTo(2);
        assertThat(error(() ->
                        route53.getHostedZoneLimit(r -> r.hostedZoneId(zone).type("MAX_VPCS_ASSOCIATED_BY_ZONE"))))
                .startsWith("HostedZoneNotPrivate: ");
        assertThat(root(() -> route53.getAccountLimit(r -> r.type("MAX_HOSTED_ZONES_BY_OWNER")))
                        .limit()
                        .value())
                .isEqualTo(500);
    }
}
