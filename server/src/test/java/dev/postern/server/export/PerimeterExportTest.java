package dev.postern.server.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InstanceProfileAssociationId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SubnetId;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.model.s3.Bucket;
import dev.postern.model.sns.Topic;
import dev.postern.server.verify.Perimeter;
import dev.postern.testkit.Topology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written of a network with one web server and two readers of a bucket. */
final class PerimeterExportTest {
    private static final Scope ACCOUNT = Scope.ofAccount(PaperServer.SELF);

    @TempDir
    private Path directory = Path.of("");

    private final Topology cloud = new Topology();
    private final VpcId vpc = cloud.vpc("10.0.0.0/16");
    private final SubnetId subnet = cloud.subnet(vpc, "10.0.1.0/24");
    private final SubnetId other = cloud.subnet(vpc, "10.0.2.0/24");
    private final RouteTableId table = cloud.routeTable(vpc, subnet, other);
    private final SecurityGroupId webs = cloud.securityGroup(vpc);
    private final SecurityGroupId readers = cloud.securityGroup(vpc);
    private final NetworkInterfaceId web = named("web", subnet, "10.0.1.10", webs);
    private final NetworkInterfaceId one = named("one", other, "10.0.2.10", readers);
    private final NetworkInterfaceId two = named("two", other, "10.0.2.11", readers);

    PerimeterExportTest() {
        cloud.endpoint(vpc, table);
        role("reader");
        profile(one, "reader");
        profile(two, "reader");
    }

    private NetworkInterfaceId named(String name, SubnetId where, String address, SecurityGroupId group) {
        NetworkInterfaceId eni = cloud.instance(where, address, group);
        cloud.put(instance(eni).withTags(Tags.of(Map.of("Name", name))));
        return eni;
    }

    private Instance instance(NetworkInterfaceId eni) {
        return cloud.get(Instance.class, cloud.instanceOf(eni).value());
    }

    private void role(String name) {
        cloud.put(new Role(
                ACCOUNT,
                name,
                "/",
                "AROA00000000000000001",
                json(
                        "{'Statement':{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'sts:AssumeRole'}}"),
                "",
                3600,
                Instant.EPOCH,
                new TreeMap<>(Map.of(
                        "all",
                        json("{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':['s3:*','sns:*'],"
                                + "'Resource':'*'}}"))),
                List.of(),
                Optional.empty(),
                Tags.NONE));
        cloud.put(new InstanceProfile(
                ACCOUNT, name, "/", "AIPA00000000000000001", Optional.of(name), Instant.EPOCH, Tags.NONE));
    }

    private void profile(NetworkInterfaceId eni, String name) {
        Instance instance = instance(eni);
        cloud.put(instance.withOptions(instance.options()
                .withInstanceProfile(Optional.of(new Instance.ProfileAssociation(
                        new InstanceProfileAssociationId("iip-assoc-00000000000000001"), name, Instant.EPOCH)))));
    }

    private void bucket(String name, AccountId owner, String condition) {
        cloud.put(Bucket.of(
                name,
                "id-" + name,
                owner,
                Region.US_EAST_1,
                Instant.EPOCH,
                Optional.of(json("{'Version':'2012-10-17','Statement':{'Effect':'Deny','Principal':'*','Action':'s3:*',"
                        + "'Resource':'arn:aws:s3:::" + name + "/*','Condition':" + condition + "}}")),
                Optional.empty(),
                Tags.NONE,
                Optional.empty()));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    /** Exported twice alike, and held. */
    private String exported() throws IOException {
        return exported(List.of());
    }

    private String exported(List<Perimeter.Pair> earlier) throws IOException {
        try (PaperServer server = new PaperServer(directory, cloud.snapshot())) {
            String file = server.exported(earlier);
            assertThat(server.exported(earlier)).isEqualTo(file);
            assertThat(server.broken(file)).isEmpty();
            return file;
        }
    }

    /** What a file says of each pair for packets. */
    private static List<String> said(String file) throws IOException {
        List<String> said = new ArrayList<>();
        for (String line : file.split("  - from: ", -1)) {
            List<String> rows = line.lines().toList();
            if (rows.size() > 1 && rows.get(1).startsWith("    to: ")) {
                String from = new ObjectMapper().readTree(rows.getFirst()).asText();
                String verdict = line.contains("expect: allowed") ? "allowed" : "denied";
                new ObjectMapper()
                        .readTree(rows.get(1).substring("    to: ".length()))
                        .forEach(what -> said.add(from + " " + what.asText() + " " + verdict));
            }
        }
        return said;
    }

    @Test
    void asksBothEndsOfARangeAndWhatRulesTellApart() throws IOException {
        cloud.allowIn(webs, Protocol.TCP, new PortRange(8000, 8010), "10.0.0.0/8");
        cloud.allowIn(webs, Protocol.UDP, PortRange.of(53), readers);
        cloud.allowIn(webs, Protocol.ICMP, PortRange.ANY_ICMP, "10.0.0.0/8");
        cloud.acl(
                vpc,
                List.of(
                        new NetworkAcl.Entry(10, false, false, Protocol.TCP, PortRange.of(8005), Cidr.ALL_IPV4),
                        new NetworkAcl.Entry(20, false, true, Protocol.ALL, PortRange.ALL, Cidr.ALL_IPV4),
                        new NetworkAcl.Entry(20, true, true, Protocol.ALL, PortRange.ALL, Cidr.ALL_IPV4)),
                subnet);
        assertThat(said(exported()).stream().filter(line -> line.contains("one web")))
                .contains(
                        "one web:8000 allowed",
                        "one web:8005 denied",
                        "one web:8010 allowed",
                        "one web:53/udp allowed",
                        "one web/icmp allowed",
                        "one web:49151 denied");
    }

    @Test
    void asksAddressesOfOtherLooks() throws IOException {
        cloud.ipv6(vpc, "2001:db8:8000::/56");
        cloud.ipv6(subnet, "2001:db8:8000::/64");
        cloud.ipv6(other, "2001:db8:8000:1::/64");
        cloud.ipv6(web, "2001:db8:8000::10");
        cloud.ipv6(one, "2001:db8:8000:1::10");
        cloud.put(cloud.networkInterface(web).withPrivateIps(List.of(Ip.of("10.0.1.10"), Ip.of("10.0.1.77"))));
        cloud.allowIn(webs, Protocol.TCP, PortRange.of(443), "10.0.0.0/16");
        cloud.allowIn(readers, Protocol.TCP, PortRange.of(22), "10.0.1.77/32");
        String file = exported();
        assertThat(said(file))
                .contains("one web:443 allowed", "one 10.0.1.77:443 allowed", "two web:443 allowed")
                .contains("one [2001:db8:8000::10]:443 denied")
                .as("two has no address of that family")
                .noneMatch(line -> line.startsWith("two [2001"));
        assertThat(file).contains("# - packets that web sends from 10.0.1.77: lines ask as its first address\n");
    }

    @Test
    void whoIsNamedByAPolicyIsAskedByItself() throws IOException {
        bucket("plain", PaperServer.SELF, "{'Bool':{'aws:SecureTransport':'false'}}");
        assertThat(exported()).as("nothing tells them apart").doesNotContain("from: \"two\"");
        bucket("private", PaperServer.SELF, "{'IpAddress':{'aws:VpcSourceIp':'10.0.2.11'}}");
        String file = exported();
        assertThat(file)
                .contains(
                        "from: \"one\"\n    action: \"s3:GetObject\"\n    on: [\"s3://plain/any-key\", \"s3://private/any-key\"]\n    expect: allowed");
        assertThat(file)
                .contains(
                        "from: \"two\"\n    action: \"s3:GetObject\"\n    on: [\"s3://private/any-key\"]\n    expect: denied");
    }

    @Test
    void whoseSessionAPolicyNamesIsAskedByItself() throws IOException {
        bucket(
                "private",
                PaperServer.SELF,
                "{'StringLike':{'aws:userid':'*:" + instance(two).id() + "'}}");
        assertThat(exported())
                .contains(
                        "from: \"two\"\n    action: \"s3:GetObject\"\n    on: [\"s3://private/any-key\"]\n    expect: denied");
    }

    @Test
    void asksForTopicsAndForBucketsOfOthers() throws IOException {
        Scope far = new Scope(PaperServer.SELF, Region.find("eu-west-1").orElseThrow());
        cloud.put(new Topic(far, "news", "", Optional.empty(), 1, Instant.EPOCH, Tags.NONE));
        bucket("theirs", new AccountId("444455556666"), "{'Bool':{'aws:SecureTransport':'false'}}");
        assertThat(exported())
                .contains(
                        "action: \"sns:Publish\"\n    on: [\"arn:aws:sns:eu-west-1:000000000000:news\"]\n    region: \"eu-west-1\"")
                .contains("on: [\"s3://theirs\"]\n    bucket-owner: \"444455556666\"\n    expect: denied");
    }

    @Test
    void saysWhatItCannotSay() throws IOException {
        cloud.allowIn(webs, new Protocol(47), PortRange.ALL, "10.0.0.0/8");
        cloud.allowIn(webs, Protocol.ICMP, new PortRange(3, 4), "10.0.0.0/8");
        cloud.state(two, Instance.State.STOPPED);
        Perimeter.Pair gone = new Perimeter.Pair("three", "", "web:443", Perimeter.How.PLAIN, false);
        assertThat(exported(List.of(gone)))
                .contains("# - instances that do not run: " + instance(two).id() + " (stopped)\n")
                .contains("protocol 47, which no line can name\n")
                .contains("protocol icmp 3-4, which no line can name\n")
                .contains("# - three -> web:443, of which somebody is not there any more\n");
    }

    @Test
    void saysThatNobodyKnowsANameWhereAVpcHasNoResolver() throws IOException {
        bucket("plain", PaperServer.SELF, "{'Bool':{'aws:SecureTransport':'false'}}");
        cloud.put(cloud.get(Vpc.class, vpc.value()).withDns(false, false));
        assertThat(exported()).contains("expect: denied\n    stopped-by: \"resolver\"\n");
    }

    @Test
    void whereNobodyRunsThereIsNothingToAsk() {
        for (NetworkInterfaceId eni : List.of(web, one, two)) {
            cloud.state(eni, Instance.State.STOPPED);
        }
        assertThatThrownBy(this::exported)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is nothing to export: no instance runs");
    }
}
