package dev.postern.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.Region;
import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;
import software.amazon.awssdk.services.route53.model.Route53Exception;
import software.amazon.awssdk.services.route53.model.Tag;
import software.amazon.awssdk.services.route53.model.VPC;
import software.amazon.awssdk.services.route53.paginators.ListResourceRecordSetsIterable;

/** Route 53 by the SDK over the wire: its paths, its XML, its errors, and what its callers' policies allow. */
final class Route53WireTest {
    @TempDir
    private Path directory;

    private TestingGateway gateway;
    private Route53Client route53;

    @BeforeEach
    void start() throws IOException {
        gateway = new TestingGateway(directory.resolve("objects"));
        route53 = route53(TestingGateway.ROOT);
    }

    @AfterEach
    void stop() throws Exception {
        route53.close();
        gateway.close();
    }

    private Route53Client route53(AwsCredentialsProvider credentials) {
        return Route53Client.builder()
                .endpointOverride(gateway.endpoint())
                .region(software.amazon.awssdk.regions.Region.AWS_GLOBAL)
                .credentialsProvider(credentials)
                .build();
    }

    @Test
    void zonesAndRecordsTravelWhole() {
        HostedZone zone = route53.createHostedZone(
                        r -> r.name("acme.test").callerReference("one").hostedZoneConfig(c -> c.comment("a < b & c")))
                .hostedZone();
        assertThat(zone.config().comment()).isEqualTo("a < b & c");
        for (int i = 0; i < 7; i++) {
            String name = "h" + i + ".acme.test";
            route53.changeResourceRecordSets(r -> r.hostedZoneId(zone.id())
                    .changeBatch(b -> b.comment("more")
                            .changes(Change.builder()
                                    .action(ChangeAction.CREATE)
                                    .resourceRecordSet(s -> s.name(name)
                                            .type("TXT")
                                            .ttl(60L)
                                            .resourceRecords(
                                                    ResourceRecord.builder()
                                                            .value("\"<one>\"")
                                                            .build(),
                                                    ResourceRecord.builder()
                                                            .value("\"two\" \"& three\"")
                                                            .build()))
                                    .build())));
        }
        ListResourceRecordSetsIterable pages = route53.listResourceRecordSetsPaginator(
                r -> r.hostedZoneId(zone.id()).maxItems("4"));
        assertThat(pages.stream().count()).isEqualTo(3);
        assertThat(pages.resourceRecordSets().stream().map(ResourceRecordSet::name))
                .hasSize(9)
                .contains("h6.acme.test.");
        assertThat(route53.listHostedZonesByName(r -> r.dnsName("acme.test")).hostedZones())
                .extracting(HostedZone::resourceRecordSetCount)
                .containsExactly(9L);
        route53.changeTagsForResource(r -> r.resourceType("hostedzone")
                .resourceId(zone.id())
                .addTags(Tag.builder().key("k").value("v").build()));
        assertThat(route53.listTagsForResource(r -> r.resourceType("hostedzone").resourceId(zone.id()))
                        .resourceTagSet()
                        .tags())
                .hasSize(1);
    }

    @Test
    void errorsAreThoseOfTheService() {
        assertThatThrownBy(() -> route53.getHostedZone(r -> r.id("Z123")))
                .isInstanceOf(NoSuchHostedZoneException.class)
                .hasMessageContaining("No hosted zone found with ID: Z123")
                .hasMessageContaining("404");
        String zone = route53.createHostedZone(r -> r.name("acme.test").callerReference("one"))
                .hostedZone()
                .id();
        assertThatThrownBy(() -> change(route53, zone, "x.other.test", "A"))
                .isInstanceOf(InvalidChangeBatchException.class)
                .hasMessageContaining("RRSet with DNS name x.other.test. is not permitted in zone acme.test.");
        assertThatThrownBy(() -> change(route53, zone, "x.acme.test", "NONE"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1 validation error detected: Value 'NONE' at"
                        + " 'changeBatch.changes.1.member.resourceRecordSet.type' failed to satisfy constraint: Member must"
                        + " satisfy enum value set: [");
        assertThatThrownBy(() -> route53.changeResourceRecordSets(r -> r.hostedZoneId(zone)
                        .changeBatch(b -> b.changes(Change.builder()
                                .action("CREATE")
                                .resourceRecordSet(s -> s.name("x.acme.test")
                                        .type("A")
                                        .ttl(1L)
                                        .setIdentifier("a")
                                        .failover("PRIMARY")
                                        .resourceRecords(ResourceRecord.builder()
                                                .value("192.0.2.1")
                                                .build()))
                                .build()))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("The parameter Failover is not supported.");
        assertThatThrownBy(() -> route53.listTrafficPolicies(r -> {}))
                .isInstanceOfSatisfying(Route53Exception.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("Postern does not serve ListTrafficPolicies.");
                });
        assertThatThrownBy(() -> route53(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "wrong")))
                        .listHostedZones())
                .isInstanceOfSatisfying(
                        Route53Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("SignatureDoesNotMatch"));
    }

    private static void change(Route53Client client, String zone, String name, String type) {
        client.changeResourceRecordSets(r -> r.hostedZoneId(zone)
                .changeBatch(b -> b.changes(Change.builder()
                        .action(ChangeAction.UPSERT)
                        .resourceRecordSet(s -> s.name(name)
                                .type(type)
                                .ttl(60L)
                                .resourceRecords(ResourceRecord.builder()
                                        .value("192.0.2.1")
                                        .build()))
                        .build())));
    }

    @Test
    void policiesDecideByZoneNameTypeAndVpc() {
        String zone = route53.createHostedZone(r -> r.name("acme.test").callerReference("one"))
                .hostedZone()
                .id();
        String other = route53.createHostedZone(r -> r.name("other.test").callerReference("two"))
                .hostedZone()
                .id();
        String vpc = vpc();
        String policy = """
                {"Version":"2012-10-17","Statement":[
                 {"Effect":"Allow","Action":"route53:ChangeResourceRecordSets","Resource":"arn:aws:route53:::hostedzone/%s",
                  "Condition":{"ForAllValues:StringLike":{"route53:ChangeResourceRecordSetsNormalizedRecordNames":"*.dev.acme.test"},
                   "ForAllValues:StringEquals":{"route53:ChangeResourceRecordSetsRecordTypes":["A"]}}},
                 {"Effect":"Allow","Action":"ec2:DescribeVpcs","Resource":"*"},
                 {"Effect":"Allow","Action":"route53:CreateHostedZone","Resource":"*",
                  "Condition":{"ForAllValues:StringLike":{"route53:VPCs":"VPCId=%s,VPCRegion=*"},"Null":{"route53:VPCs":"false"}}}]}
                """.formatted(zone, vpc);
        try (Route53Client limited = route53(gateway.user(policy))) {
            change(limited, zone, "X.dev.acme.test.", "A");
            assertRefused(() -> change(limited, zone, "x.acme.test", "A"), "route53:ChangeResourceRecordSets", zone);
            assertRefused(
                    () -> change(limited, zone, "x.dev.acme.test", "AAAA"), "route53:ChangeResourceRecordSets", zone);
            assertRefused(
                    () -> change(limited, other, "x.dev.acme.test", "A"), "route53:ChangeResourceRecordSets", other);
            assertRefused(() -> limited.getHostedZone(r -> r.id(zone)), "route53:GetHostedZone", zone);
            limited.createHostedZone(
                    r -> r.name("corp.test").callerReference("3").vpc(shape(vpc)));
            assertThatThrownBy(
                            () -> limited.createHostedZone(r -> r.name("p.test").callerReference("4")))
                    .hasMessageContaining("is not authorized to perform: route53:CreateHostedZone");
        }
    }

    private static void assertRefused(ThrowingCallable call, String action, String zone) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Route53Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"))
                .hasMessageContaining("is not authorized to perform: " + action
                        + " on resource: arn:aws:route53:::hostedzone/" + zone);
    }

    private static VPC shape(String id) {
        return VPC.builder().vpcId(id).vpcRegion(Region.US_EAST_1.name()).build();
    }

    private String vpc() {
        try (Ec2Client ec2 = Ec2Client.builder()
                .endpointOverride(gateway.endpoint())
                .region(software.amazon.awssdk.regions.Region.US_EAST_1)
                .credentialsProvider(TestingGateway.ROOT)
                .build()) {
            return ec2.createVpc(r -> r.cidrBlock("10.1.0.0/16")).vpc().vpcId();
        }
    }
}
