package dev.postern.server.imported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.ManagedPrefixList;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.iam.User;
import dev.postern.model.net.AddressPlan;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.s3.Bucket;
import dev.postern.network.NetworkCompiler;
import dev.postern.policy.PoliciesInForce;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.ImportMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in the forms of the AWS CLI's answers, with made-up ids. */
final class DirectoryTest {
    private static final Path SHOP = Path.of("src/test/resources/dev/postern/server/imported/shop");
    private static final Scope SCOPE = new Scope(new AccountId("111122223333"), new Region("eu-west-1"));

    @TempDir
    private Path directory = Path.of("");

    private static Imported read(Path from) {
        return Directory.read(from, Optional.empty(), Optional.empty());
    }

    private static Snapshot snapshot(Imported imported) {
        return Snapshot.EMPTY.apply(1, imported.change());
    }

    private static List<String> told(Imported imported) {
        return imported.findings().stream().map(Finding::toString).toList();
    }

    @Test
    void keepsIdsAccountAndRegion() {
        Imported shop = read(SHOP);
        Snapshot snapshot = snapshot(shop);
        assertThat(shop.accounts()).containsExactly(SCOPE.account());
        assertThat(snapshot.find(Vpc.class, SCOPE, "vpc-0a1b2c3d4e5f60718")).isPresent();
        assertThat(snapshot.find(Vpc.class, SCOPE, "vpc-0a1b2c3d4e5f60719"))
                .as("the second page; its Region is the only one that is named")
                .isPresent();
        assertThat(snapshot.all(Subnet.class).stream()).hasSize(1);
        assertThat(snapshot.find(Instance.class, SCOPE, "i-0a1b2c3d4e5f60718")).isPresent();
        assertThat(snapshot.find(ManagedPrefixList.class, SCOPE, "pl-0a1b2c3d4e5f60718")
                        .orElseThrow()
                        .blocks())
                .containsExactly(Cidr.of("203.0.113.0/24"));
        assertThat(NetworkCompiler.compile(snapshot).print()).contains("eni-0a1b2c3d4e5f60718");
    }

    @Test
    void bringsAddressesOfRealHostsIntoReservedRanges() {
        Snapshot snapshot = snapshot(read(SHOP));
        NetworkInterface eni = snapshot.find(NetworkInterface.class, SCOPE, "eni-0a1b2c3d4e5f60718")
                .orElseThrow();
        Ip here = eni.publicIp().orElseThrow();
        assertThat(AddressPlan.PUBLIC_POOL.contains(here)).isTrue();
        assertThat(AddressPlan.VPC_POOL_IPV6.contains(eni.ipv6Ips().getFirst())).isTrue();
        assertThat(eni.primaryIpv6Ip()).contains(eni.ipv6Ips().getFirst());
        assertThat(snapshot.find(SecurityGroup.class, SCOPE, "sg-0a1b2c3d4e5f60718").orElseThrow().rules().stream()
                        .map(SecurityGroupRule::peer))
                .contains(new SecurityGroupRule.CidrPeer(here.asCidr()));
    }

    @Test
    void keepsARouteToWhatIsNotHereAsABlackhole() {
        RouteTable table = snapshot(read(SHOP))
                .find(RouteTable.class, SCOPE, "rtb-0a1b2c3d4e5f60718")
                .orElseThrow();
        assertThat(table.routes()).hasSize(2);
        assertThat(table.route(new Route.ToCidr(Cidr.of("10.0.0.0/8")))
                        .orElseThrow()
                        .target())
                .isInstanceOf(Route.ViaNetworkInterface.class);
    }

    @Test
    void groupsHaveTheirMembersAndABucketIsKnownByItsPolicy() {
        Snapshot snapshot = snapshot(read(SHOP));
        User ann = snapshot.find(User.class, Scope.ofAccount(SCOPE.account()), "ann")
                .orElseThrow();
        assertThat(ann.inlinePolicies()).isEmpty();
        assertThat(PoliciesInForce.groups(snapshot, ann))
                .singleElement()
                .satisfies(group -> assertThat(group.arn()).hasToString("arn:aws:iam::111122223333:group/readers"))
                .satisfies(group -> assertThat(group.inlinePolicies()).containsOnlyKeys("read"));
        assertThat(snapshot.find(Bucket.class, Scope.GLOBAL, "shop-data")
                        .orElseThrow()
                        .policy())
                .isPresent();
    }

    @Test
    void tellsWhatIsNotTakenOver() {
        assertThat(told(read(SHOP)))
                .anyMatch(line -> line.contains("vpcs-1.json: NextToken: there are more pages"))
                .anyMatch(line -> line.contains("vpc-0a1b2c3d4e5f60719: InstanceTenancy: is dedicated"))
                .anyMatch(
                        line -> line.contains("vpc-0a1b2c3d4e5f60719: EncryptionControl: Postern has nothing like it"))
                .anyMatch(line -> line.contains("subnet-0a1b2c3d4e5f60719: not taken over: its VpcId"))
                .anyMatch(line -> line.contains("leads to tgw-0a1b2c3d4e5f60718"))
                .anyMatch(line -> line.contains("sg-0ffffffffffffff00 is in none of the files"))
                .anyMatch(line -> line.contains("52.18.7.9 is 198.19."))
                .anyMatch(line -> line.contains("a-policy.json: shop-data: Policy: names 52.18.7.9"))
                .anyMatch(line -> line.contains("EbsOptimized: is true"))
                .anyMatch(line -> line.contains("KeyName: ops"))
                .anyMatch(line -> line.contains("ImageId: ami-0a1b2c3d4e5f60718 is ami-"));
    }

    @Test
    void aGroupIsWhereItIsAssociatedAndWhereAnInterfaceHasIt() throws IOException {
        write("vpcs.json", """
                {"Vpcs": [
                  {"VpcId": "vpc-0a1b2c3d", "CidrBlock": "10.0.0.0/16", "OwnerId": "111122223333"},
                  {"VpcId": "vpc-1a1b2c3d", "CidrBlock": "10.1.0.0/16", "OwnerId": "111122223333"},
                  {"VpcId": "vpc-2a1b2c3d", "CidrBlock": "10.2.0.0/16", "OwnerId": "111122223333"}],
                 "Subnets": [
                  {"SubnetId": "subnet-0a1b2c3d", "VpcId": "vpc-1a1b2c3d", "CidrBlock": "10.1.0.0/24",
                   "AvailabilityZone": "eu-west-1a", "OwnerId": "111122223333"}],
                 "SecurityGroups": [
                  {"GroupId": "sg-0a1b2c3d", "GroupName": "shared", "VpcId": "vpc-0a1b2c3d", "OwnerId": "111122223333"}],
                 "NetworkInterfaces": [
                  {"NetworkInterfaceId": "eni-0a1b2c3d", "SubnetId": "subnet-0a1b2c3d", "VpcId": "vpc-1a1b2c3d",
                   "PrivateIpAddress": "10.1.0.10", "OwnerId": "111122223333", "Groups": [{"GroupId": "sg-0a1b2c3d"}]}],
                 "SecurityGroupVpcAssociations": [
                  {"GroupId": "sg-0a1b2c3d", "VpcId": "vpc-2a1b2c3d", "State": "associated"},
                  {"GroupId": "sg-0a1b2c3d", "VpcId": "vpc-1a1b2c3d", "State": "disassociated"}]}
                """);
        Imported read = Directory.read(directory, Optional.empty(), Optional.empty());

        assertThat(snapshot(read)
                        .find(SecurityGroup.class, SCOPE, "sg-0a1b2c3d")
                        .orElseThrow()
                        .associatedVpcs())
                .containsExactly(new VpcId("vpc-1a1b2c3d"), new VpcId("vpc-2a1b2c3d"));
        assertThat(told(read)).anyMatch(line -> line.contains("it is disassociated"));
    }

    @Test
    void refusesWhatCannotBe() throws IOException {
        write("vpcs.json", "{\"Vpcs\": [\n  {\"VpcId\": }");
        refuses("vpcs.json:2:13");
        write("vpcs.json", "{\"Things\": []}");
        refuses("vpcs.json: is of no known kind; its keys are Things");
        String gateway =
                "{\"InternetGateways\": [{\"InternetGatewayId\": \"igw-0a1b2c3d\", \"OwnerId\": \"111122223333\","
                        + " \"Attachments\": [], \"Tags\": [TAG]}]}";
        write("vpcs.json", gateway.replace("TAG", ""));
        refuses("its Region cannot be known: name it by --region");
        write("more.json", gateway.replace("TAG", "{\"Key\": \"a\", \"Value\": \"b\"}"));
        refuses("igw-0a1b2c3d: is another one than in more.json");
        Files.delete(directory.resolve("more.json"));
        write("vpcs.json", gateway.replace("TAG", "").replace("igw-0a1b2c3d", "gateway"));
        assertThatThrownBy(() -> Directory.read(directory, Optional.empty(), Optional.of(Region.US_EAST_1)))
                .hasMessageContaining("not an id igw-...: gateway");
        write("vpcs.json", "{\"Entries\": []}");
        refuses("name the file, or its directory, after the list");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private void refuses(String words) {
        assertThatThrownBy(() -> read(directory))
                .isInstanceOf(ImportMistake.class)
                .hasMessageContaining(words);
    }
}
