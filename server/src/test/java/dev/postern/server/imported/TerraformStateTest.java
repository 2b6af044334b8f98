package dev.postern.server.imported;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Entity;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.EgressOnlyInternetGateway;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.iam.Role;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.s3.Bucket;
import dev.postern.model.s3.Versioning;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.ImportMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States of Terraform with made-up ids: one that its own resources have been added to since it was last read again. */
final class TerraformStateTest {
    private static final Path STATE = Path.of("src/test/resources/dev/postern/server/imported/state/terraform.tfstate");
    private static final Scope SCOPE = new Scope(new AccountId("111122223333"), new Region("eu-west-1"));
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory = Path.of("");

    private static Imported read(Path from) {
        return Directory.read(from, Optional.empty(), Optional.empty());
    }

    private static <E extends Entity> E find(Class<E> kind, String id) {
        return Snapshot.EMPTY
                .apply(1, read(STATE).change())
                .find(kind, SCOPE, id)
                .orElseThrow();
    }

    private static List<String> told(Path from) {
        return read(from).findings().stream().map(Finding::toString).toList();
    }

    @Test
    void aRouteTableHasWhatIsWrittenInItAndBesideIt() {
        RouteTable own = find(RouteTable.class, "rtb-0a1b2c3d4e5f60702");
        assertThat(own.routes())
                .extracting(Route::destination)
                .containsExactly(new Route.ToCidr(Cidr.of("0.0.0.0/0")), new Route.ToCidr(Cidr.of("10.0.0.0/16")));
        assertThat(own.route(new Route.ToCidr(Cidr.of("10.0.0.0/16")))
                        .orElseThrow()
                        .origin())
                .as("it took the place of the local route")
                .isEqualTo(Route.Origin.CREATE_ROUTE_TABLE);
        assertThat(own.associations()).extracting(RouteTable.Association::with).containsExactly(new RouteTable.Main());
        assertThat(find(RouteTable.class, "rtb-0a1b2c3d4e5f60701").associations())
                .as("the table that AWS made, which is main no more")
                .extracting(one -> one.id().value())
                .containsExactly("rtbassoc-0a1b2c3d4e5f60702");
    }

    @Test
    void aGroupHasEachRuleOnce() {
        SecurityGroup web = find(SecurityGroup.class, "sg-0a1b2c3d4e5f60702");
        assertThat(web.rules()).hasSize(3).allMatch(rule -> !rule.egress());
        assertThat(web.rules().getFirst().id().value()).isEqualTo("sgr-0a1b2c3d4e5f60701");
        assertThat(web.rules())
                .extracting(SecurityGroupRule::peer)
                .contains(
                        new SecurityGroupRule.GroupPeer(web.id(), SCOPE.account()),
                        new SecurityGroupRule.GroupPeer(
                                new SecurityGroupId("sg-0a1b2c3d4e5f60707"), new AccountId("444455556666")));
        assertThat(find(SecurityGroup.class, "sg-0a1b2c3d4e5f60701").rules())
                .as("the default group, as AWS makes it")
                .hasSize(2);
    }

    @Test
    void subnetsThatNoAclNamesHaveTheDefaultOne() {
        NetworkAcl tight = find(NetworkAcl.class, "acl-0a1b2c3d4e5f60702");
        assertThat(tight.entries()).hasSize(2);
        assertThat(tight.associations())
                .extracting(one -> one.subnetId().value())
                .containsExactly("subnet-0a1b2c3d4e5f60701");
        NetworkAcl made = find(NetworkAcl.class, "acl-0a1b2c3d4e5f60701");
        assertThat(made.isDefault()).isTrue();
        assertThat(made.associations())
                .extracting(one -> one.subnetId().value())
                .containsExactly("subnet-0a1b2c3d4e5f60702");
    }

    @Test
    void anInstanceHasItsInterfacesAndTheAddressThatWasGivenToItLater() {
        assertThat(find(Instance.class, "i-0a1b2c3d4e5f60701")
                        .options()
                        .metadata()
                        .httpTokens())
                .isEqualTo("required");
        NetworkInterface first = find(NetworkInterface.class, "eni-0a1b2c3d4e5f60701");
        assertThat(first.privateIps()).containsExactly(Ip.of("10.0.1.10"), Ip.of("10.0.1.11"));
        assertThat(first.publicIp()).as("the elastic one took its place").isEmpty();
        assertThat(find(NetworkInterface.class, "eni-0a1b2c3d4e5f60702")
                        .attachment()
                        .orElseThrow()
                        .deviceIndex())
                .isEqualTo(1);
        assertThat(find(Address.class, "eipalloc-0a1b2c3d4e5f60701")
                        .association()
                        .orElseThrow()
                        .networkInterfaceId())
                .isEqualTo(first.id());
    }

    @Test
    void whatDoesNotSayWhereItIsIsWhereItsVpcIs() {
        assertThat(find(EgressOnlyInternetGateway.class, "eigw-0a1b2c3d4e5f60701"))
                .isNotNull();
        assertThat(find(Vpc.class, "vpc-0a1b2c3d4e5f60701").tags().values()).containsEntry("Team", "net");
        assertThat(find(Vpc.class, "vpc-0a1b2c3d4e5f60701").usageMetrics()).isTrue();
        assertThat(find(Subnet.class, "subnet-0a1b2c3d4e5f60702").availabilityZone())
                .isEqualTo("eu-west-1b");
    }

    @Test
    void rolesAndBucketsAreOfTheAccount() {
        Snapshot snapshot = Snapshot.EMPTY.apply(1, read(STATE).change());
        Role role = snapshot.find(Role.class, Scope.ofAccount(SCOPE.account()), "web")
                .orElseThrow();
        assertThat(role.inlinePolicies()).containsOnlyKeys("read");
        Bucket bucket =
                snapshot.find(Bucket.class, Scope.GLOBAL, "shop-data-0a1b").orElseThrow();
        assertThat(bucket.owner()).isEqualTo(SCOPE.account());
        assertThat(bucket.versioning()).isEqualTo(Versioning.ENABLED);
        assertThat(bucket.publicAccessBlock()).contains(new Bucket.PublicAccessBlock(true, false, true, true));
    }

    @Test
    void tellsWhatIsNotTakenOver() {
        assertThat(told(STATE))
                .contains(
                        "terraform.tfstate: data.aws_vpc.shared: not read: a data source, which tells of what is managed"
                                + " elsewhere",
                        "terraform.tfstate: aws_lambda_function.worker: not taken over: imports read nothing of a resource"
                                + " of type aws_lambda_function",
                        "terraform.tfstate: aws_instance.web: hibernation: Postern has nothing like it")
                .anyMatch(line ->
                        line.startsWith("terraform.tfstate: aws_subnet.old: not taken over: an object that was"))
                .anyMatch(line -> line.contains("aws_route.elsewhere: not taken over: its route_table_id"))
                .anyMatch(line -> line.contains("aws_security_group_rule.lost: not taken over: its security_group_id"))
                .anyMatch(line -> line.contains("aws_vpc.main: its table rtb-0a1b2c3d4e5f60701 is no resource"))
                .noneMatch(line -> line.contains("never-to-be-printed"))
                .noneMatch(line -> line.contains("aws_caller_identity"))
                .noneMatch(line -> line.contains("random_id"));
    }

    @Test
    void bothFormsOfAStateAreTheSame() throws IOException {
        Path shown = write("show.json", shown(JSON.readTree(STATE.toFile())));
        assertThat(read(shown).change()).isEqualTo(read(STATE).change());
        assertThat(told(shown).stream().map(line -> line.replace("show.json", "terraform.tfstate")))
                .containsExactlyElementsOf(told(STATE));
    }

    /** What {@code terraform show -json} prints of a state. */
    private static JsonNode shown(JsonNode state) {
        ObjectNode root = JSON.createObjectNode().put("format_version", "1.0").put("terraform_version", "1.9.8");
        ObjectNode module = root.putObject("values").putObject("root_module");
        ArrayNode own = module.putArray("resources");
        ArrayNode inside = module.putArray("child_modules").addObject().putArray("resources");
        for (JsonNode resource : state.path("resources")) {
            for (JsonNode instance : resource.path("instances")) {
                String prefix = resource.has("module") ? resource.path("module").asText() + "." : "";
                String data = resource.path("mode").asText().equals("data") ? "data." : "";
                String name = prefix + data + resource.path("type").asText() + "."
                        + resource.path("name").asText();
                ObjectNode one = (resource.has("module") ? inside : own).addObject();
                one.put("address", instance.has("index_key") ? name + "[" + instance.path("index_key") + "]" : name);
                one.set("mode", resource.path("mode"));
                one.set("type", resource.path("type"));
                one.put("provider_name", "registry.terraform.io/hashicorp/aws");
                one.set("values", instance.path("attributes"));
                if (instance.has("deposed")) {
                    one.set("deposed_key", instance.path("deposed"));
                }
            }
        }
        return root;
    }

    @Test
    void whatTheAwsCliTellsOfGoesBefore() throws IOException {
        Files.copy(STATE, directory.resolve("terraform.tfstate"));
        Files.writeString(directory.resolve("interfaces.json"), """
                {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0a1b2c3d4e5f60702", "OwnerId": "111122223333",
                  "AvailabilityZone": "eu-west-1b", "SubnetId": "subnet-0a1b2c3d4e5f60702",
                  "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.2.99", "Primary": true}], "Groups": []}]}
                """);
        Snapshot snapshot = Snapshot.EMPTY.apply(1, read(directory).change());
        assertThat(snapshot.find(NetworkInterface.class, SCOPE, "eni-0a1b2c3d4e5f60702")
                        .orElseThrow()
                        .privateIps())
                .containsExactly(Ip.of("10.0.2.99"));
        assertThat(told(directory))
                .anyMatch(line ->
                        line.contains("aws_network_interface.inspector: not taken over: interfaces.json tells"));
    }

    @Test
    void refusesWhatIsNoStateOfAKnownForm() throws IOException {
        refuses(state -> state.put("version", 3), "version 3 of a state is not known; 4 is");
        refuses(state -> instance(state, 0).remove("attributes"), "aws_vpc.main has no type, address or attributes");
        refuses(state -> attributes(state, 0).remove("cidr_block"), "aws_vpc.main: cidr_block is missing");
        refuses(state -> attributes(state, 0).put("cidr_block", "10.0.0.0/99"), "no CIDR block: 10.0.0.0/99");
        refuses(state -> attributes(state, 0).put("id", "vpc"), "not an id vpc-...: vpc");
        refuses(
                state -> ((ArrayNode) state.path("resources"))
                        .add(state.path("resources").get(0).deepCopy()),
                "aws_vpc.main: is vpc-0a1b2c3d4e5f60701, and so is aws_vpc.main");
        Path plan = write(
                "plan.json",
                JSON.createObjectNode().put("format_version", "1.2").set("planned_values", JSON.createObjectNode()));
        assertThatThrownBy(() -> read(plan)).isInstanceOf(ImportMistake.class).hasMessageContaining("is a plan");
        Path empty = write("empty.json", JSON.createObjectNode().put("format_version", "1.0"));
        assertThatThrownBy(() -> read(empty)).hasMessageContaining("nothing in the files can be taken over");
    }

    private void refuses(Consumer<ObjectNode> change, String words) throws IOException {
        ObjectNode state = (ObjectNode) JSON.readTree(STATE.toFile());
        change.accept(state);
        Path changed = write("terraform.tfstate", state);
        assertThatThrownBy(() -> read(changed))
                .isInstanceOf(ImportMistake.class)
                .hasMessageContaining(words);
    }

    private static ObjectNode instance(JsonNode state, int resource) {
        return (ObjectNode)
                state.path("resources").path(resource).path("instances").path(0);
    }

    private static ObjectNode attributes(JsonNode state, int resource) {
        return (ObjectNode) instance(state, resource).path("attributes");
    }

    private Path write(String name, JsonNode content) throws IOException {
        return Files.writeString(directory.resolve(name), content.toString());
    }
}
