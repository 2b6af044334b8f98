package dev.postern.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.VPC;

/** An instance asks for names of hosted zones, by its own C library. */
@Tag("conformance")
class HostedZonesTest {
    @TempDir
    private static Path directory = Path.of("");

    private static TestingCloud cloud;
    private static SmallNetwork network;
    private static String privateZone = "";
    private static String publicZone = "";

    @BeforeAll
    static void start() throws IOException {
        cloud = TestingCloud.start(directory.resolve("host"));
        network = SmallNetwork.make(cloud.root());
        hostNames(true);
        privateZone = cloud.root()
                .route53()
                .createHostedZone(create ->
                        create.name("corp.test").callerReference("one").vpc(vpc(network.vpc())))
                .hostedZone()
                .id();
        publicZone = cloud.root()
                .route53()
                .createHostedZone(create -> create.name("acme.test").callerReference("two"))
                .hostedZone()
                .id();
        put(privateZone, "db.corp.test", "A", "10.0.1.11");
        put(privateZone, "*.apps.corp.test", "CNAME", "db.corp.test");
        put(publicZone, "www.acme.test", "A", "198.51.100.7");
    }

    @AfterAll
    static void close() throws IOException {
        cloud.close();
    }

    @BeforeEach
    void answerFromPrivateZones() {
        hostNames(true);
    }

    private static void hostNames(boolean on) {
        cloud.root()
                .ec2()
                .modifyVpcAttribute(modify -> modify.vpcId(network.vpc()).enableDnsHostnames(value -> value.value(on)));
    }

    private static VPC vpc(String id) {
        return VPC.builder().vpcId(id).vpcRegion("us-east-1").build();
    }

    /** With the answer, a change is in sync: nothing waits here before it asks. */
    private static void put(String zone, String name, String type, String... values) {
        List<ResourceRecord> records = Stream.of(values)
                .map(value -> ResourceRecord.builder().value(value).build())
                .toList();
        var change = cloud.root()
                .route53()
                .changeResourceRecordSets(request -> request.hostedZoneId(zone)
                        .changeBatch(batch -> batch.changes(Change.builder()
                                .action(ChangeAction.UPSERT)
                                .resourceRecordSet(set ->
                                        set.name(name).type(type).ttl(60L).resourceRecords(records))
                                .build())))
                .changeInfo();
        assertThat(cloud.root()
                        .route53()
                        .getChange(get -> get.id(change.id()))
                        .changeInfo()
                        .statusAsString())
                .isEqualTo("INSYNC");
    }

    /** The addresses of a name as an instance sees them; empty if there is none. */
    private static List<String> resolved(String name) {
        JsonNode instance = cloud.status().path("instances").get(0);
        Finished asked = TestingCloud.exec(instance, directory, "/usr/bin/getent", "ahostsv4", name);
        assertThat(asked.exitCode()) // 2 is getent's for a name that is not found
                .as("%s", asked)
                .isEqualTo(asked.output().isEmpty() ? 2 : 0);
        return asked.output()
                .lines()
                .map(line -> line.split(" +", 2)[0])
                .distinct()
                .toList();
    }

    private static String why(String name) {
        return cloud.printed("why", Map.of("from", network.instances().getFirst(), "what", name + ":443"))
                .replaceAll("( \\\\)?\\s+", " "); // commands go on over several lines
    }

    @Test
    void anInstanceFindsTheNamesOfTheZones() {
        assertThat(resolved("db.corp.test")).containsExactly("10.0.1.11");
        assertThat(resolved("shop.apps.corp.test")).containsExactly("10.0.1.11");
        assertThat(resolved("www.acme.test")).containsExactly("198.51.100.7");
        assertThat(resolved("none.corp.test")).isEmpty();
        put(privateZone, "db.corp.test", "A", "10.0.1.11", "10.0.1.12");
        assertThat(resolved("db.corp.test")).containsExactlyInAnyOrder("10.0.1.11", "10.0.1.12");
        put(privateZone, "db.corp.test", "A", "10.0.1.11");
        assertThat(why("shop.apps.corp.test"))
                .contains(
                        "shop.apps.corp.test is 10.0.1.11, by the CNAME shop.apps.corp.test of the private hosted zone "
                                + privateZone + " (corp.test), from the private hosted zone " + privateZone);
    }

    @Test
    void aPrivateZoneCoversThePublicOneUntilItGoes() {
        HostedZone cover = cloud.root()
                .route53()
                .createHostedZone(create ->
                        create.name("acme.test").callerReference("cover").vpc(vpc(network.vpc())))
                .hostedZone();
        assertThat(resolved("www.acme.test")).isEmpty();
        assertThat(why("www.acme.test"))
                .contains("(NXDOMAIN): the private hosted zone " + cover.id()
                        + " (acme.test) answers for it, and has no record www.acme.test");
        cloud.root().route53().deleteHostedZone(delete -> delete.id(cover.id()));
        assertThat(resolved("www.acme.test")).containsExactly("198.51.100.7");
    }

    @Test
    void whyTellsWhatKeepsAPrivateZoneFromAnswering() {
        hostNames(false);
        assertThat(resolved("db.corp.test")).isEmpty();
        assertThat(why("db.corp.test")).contains("enableDnsHostnames is off", "--enable-dns-hostnames Value=true");
        hostNames(true);
        String other = cloud.root()
                .ec2()
                .createVpc(create -> create.cidrBlock("10.9.0.0/16"))
                .vpc()
                .vpcId();
        String foreign = cloud.root()
                .route53()
                .createHostedZone(
                        create -> create.name("far.test").callerReference("far").vpc(vpc(other)))
                .hostedZone()
                .id();
        put(foreign, "x.far.test", "A", "10.9.0.1");
        assertThat(resolved("x.far.test")).isEmpty();
        assertThat(why("x.far.test"))
                .contains("aws route53 associate-vpc-with-hosted-zone --hosted-zone-id " + foreign
                        + " --vpc VPCRegion=us-east-1,VPCId=" + network.vpc());
        cloud.root()
                .route53()
                .associateVPCWithHostedZone(
                        associate -> associate.hostedZoneId(foreign).vpc(vpc(network.vpc())));
        assertThat(resolved("x.far.test")).containsExactly("10.9.0.1");
    }
}
