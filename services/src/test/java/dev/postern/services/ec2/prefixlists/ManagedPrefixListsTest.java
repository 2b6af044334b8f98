package dev.postern.services.ec2.prefixlists;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AddPrefixListEntry;
import software.amazon.awssdk.services.ec2.model.CreateManagedPrefixListRequest;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.ManagedPrefixList;
import software.amazon.awssdk.services.ec2.model.PrefixListAssociation;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.RemovePrefixListEntry;

/** Prefix lists of one's own: their versions, what refers to them, and how much room that takes. */
class ManagedPrefixListsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();

    private ManagedPrefixList create(int max, String... blocks) {
        return fixture.ask(c -> c.createManagedPrefixList(asked(max, blocks))).prefixList();
    }

    private static CreateManagedPrefixListRequest asked(int max, String... blocks) {
        return CreateManagedPrefixListRequest.builder()
                .prefixListName("offices")
                .addressFamily("IPv4")
                .maxEntries(max)
                .entries(adding(blocks))
                .build();
    }

    private static List<AddPrefixListEntry> adding(String... blocks) {
        return Stream.of(blocks)
                .map(block -> AddPrefixListEntry.builder()
                        .cidr(block)
                        .description("of " + block)
                        .build())
                .toList();
    }

    private static RemovePrefixListEntry removing(String block) {
        return RemovePrefixListEntry.builder().cidr(block).build();
    }

    private ManagedPrefixList described(String id) {
        return fixture.ask(c -> c.describeManagedPrefixLists(r -> r.prefixListIds(id)))
                .prefixLists()
                .getFirst();
    }

    private List<String> entries(String id, @Nullable Long version) {
        return fixture
                .ask(c -> c.getManagedPrefixListEntries(r -> r.prefixListId(id).targetVersion(version)))
                .entries()
                .stream()
                .map(entry -> entry.cidr() + " " + entry.description())
                .toList();
    }

    @Test
    void isMadeChangedBroughtBackAndDeleted() {
        ManagedPrefixList made = create(3, "192.0.2.0/24", "10.9.0.0/16");
        String id = made.prefixListId();
        assertThat(made.stateAsString()).isEqualTo("create-in-progress");
        assertThat(made.prefixListArn()).isEqualTo("arn:aws:ec2:us-east-1:111122223333:prefix-list/" + id);
        assertThat(described(id))
                .isEqualTo(made.toBuilder().state("create-complete").build());

        ManagedPrefixList changing = fixture.ask(c -> c.modifyManagedPrefixList(r -> r.prefixListId(id)
                        .currentVersion(1L)
                        .removeEntries(removing("10.9.0.0/16"))
                        .addEntries(adding("198.51.100.7/24"))))
                .prefixList();
        assertThat(changing.stateAsString()).isEqualTo("modify-in-progress");
        assertThat(changing.version()).isEqualTo(1);
        assertThat(described(id).version()).isEqualTo(2);
        assertThat(entries(id, null))
                .containsExactly("192.0.2.0/24 of 192.0.2.0/24", "198.51.100.0/24 of 198.51.100.7/24");
        assertThat(entries(id, 1L)).containsExactly("10.9.0.0/16 of 10.9.0.0/16", "192.0.2.0/24 of 192.0.2.0/24");

        fixture.ask(c -> c.restoreManagedPrefixListVersion(
                r -> r.prefixListId(id).previousVersion(1L).currentVersion(2L)));
        assertThat(described(id).version()).isEqualTo(3);
        assertThat(described(id).stateAsString()).isEqualTo("restore-complete");
        assertThat(entries(id, null)).isEqualTo(entries(id, 1L));
        assertThat(entries(id, 2L)).hasSize(2);

        fixture.ask(c -> c.modifyManagedPrefixList(r -> r.prefixListId(id).prefixListName("branches")));
        assertThat(described(id).prefixListName()).isEqualTo("branches");
        assertThat(described(id).version()).isEqualTo(3);

        assertThat(fixture.ask(c -> c.deleteManagedPrefixList(r -> r.prefixListId(id)))
                        .prefixList()
                        .stateAsString())
                .isEqualTo("delete-in-progress");
        assertThat(fixture.refusal(c -> c.getManagedPrefixListEntries(r -> r.prefixListId(id))))
                .isEqualTo("InvalidPrefixListID.NotFound: The prefix list ID '" + id + "' does not exist");
        assertThat(fixture.cloud.snapshot().all(dev.postern.model.ec2.PrefixListVersion.class).stream())
                .as("its versions went with it")
                .isEmpty();
    }

    @Test
    void aTokenMakesOne() {
        CreateManagedPrefixListRequest request =
                asked(2, "192.0.2.0/24").toBuilder().clientToken("once").build();
        String first = fixture.ask(c -> c.createManagedPrefixList(request))
                .prefixList()
                .prefixListId();
        assertThat(fixture.ask(c -> c.createManagedPrefixList(request))
                        .prefixList()
                        .prefixListId())
                .isEqualTo(first);
        assertThat(fixture.refusal(c -> c.createManagedPrefixList(
                        request.toBuilder().maxEntries(3).build())))
                .startsWith("IdempotentParameterMismatch");
    }

    @Test
    void refusesWhatAwsRefuses() {
        assertThat(fixture.refusal(c -> c.createManagedPrefixList(asked(2).toBuilder()
                        .prefixListName("com.amazonaws.mine")
                        .build())))
                .isEqualTo("InvalidParameterValue: The prefix list name cannot begin with (com.amazonaws., com.amazon.,"
                        + " com.aws.).");
        fixture.ask(c -> c.createManagedPrefixList(
                asked(2).toBuilder().prefixListName("com.amazonaws-mine").build()));
        for (int max : new int[] {0, 1001}) {
            assertThat(fixture.refusal(c -> c.createManagedPrefixList(asked(max))))
                    .isEqualTo("InvalidParameterValue: Must specify a max size between 1 and 1000");
        }
        String[] many =
                IntStream.range(0, 101).mapToObj(i -> "10.0." + i + ".0/24").toArray(String[]::new);
        assertThat(fixture.refusal(c -> c.createManagedPrefixList(asked(200, many))))
                .isEqualTo("InvalidParameterValue: The number of entries per request cannot exceeds limit (100).");
        assertThat(fixture.refusal(c -> c.createManagedPrefixList(asked(1, "192.0.2.0/24", "10.0.0.0/8"))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.createManagedPrefixList(asked(2, "192.0.2.0/24", "192.0.2.9/24"))))
                .startsWith("InvalidParameterValue: The CIDR 192.0.2.0/24");
        assertThat(fixture.refusal(c -> c.createManagedPrefixList(asked(2, "2001:db8::/32"))))
                .isEqualTo("InvalidParameterValue: The CIDR 2001:db8::/32 is not a valid IPv4 CIDR block.");
        assertThat(fixture.refusal(c -> c.createManagedPrefixList(
                        asked(2).toBuilder().addressFamily("ipv4").build())))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void changesOnlyTheVersionThatTheCallerKnows() {
        String id = create(3, "192.0.2.0/24").prefixListId();
        assertThat(fixture.refusal(c -> c.modifyManagedPrefixList(
                        r -> r.prefixListId(id).currentVersion(99L).addEntries(adding("10.0.0.0/8")))))
                .isEqualTo("PrefixListVersionMismatch: The prefix list has the incorrect version number.");
        assertThat(fixture.refusal(c -> c.restoreManagedPrefixListVersion(
                        r -> r.prefixListId(id).previousVersion(1L).currentVersion(2L))))
                .startsWith("PrefixListVersionMismatch");
        assertThat(fixture.refusal(c -> c.restoreManagedPrefixListVersion(
                        r -> r.prefixListId(id).previousVersion(7L).currentVersion(1L))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.modifyManagedPrefixList(
                        r -> r.prefixListId(id).maxEntries(5).addEntries(adding("10.0.0.0/8")))))
                .isEqualTo("InvalidParameterCombination: You cannot modify the entries and the maximum entries for the"
                        + " prefix list in the same request.");
        assertThat(fixture.refusal(
                        c -> c.modifyManagedPrefixList(r -> r.prefixListId(id).removeEntries(removing("10.0.0.0/8")))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.modifyManagedPrefixList(
                        r -> r.prefixListId("pl-63a5400a").prefixListName("mine"))))
                .startsWith("OperationNotPermitted");
    }

    @Test
    void takesAsMuchOfAQuotaAsItMayGrowTo() {
        String vpc = fixture.vpc("10.0.0.0/16");
        String group = fixture.ask(c ->
                        c.createSecurityGroup(r -> r.vpcId(vpc).groupName("g").description("g")))
                .groupId();
        String id = create(50, "192.0.2.0/24").prefixListId();
        fixture.ask(c -> c.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(from(id, 443))));
        assertThat(fixture.refusal(c ->
                        c.authorizeSecurityGroupIngress(r -> r.groupId(group).ipPermissions(from(id, 80)))))
                .startsWith("RulesPerSecurityGroupLimitExceeded");
        for (int port = 1; port <= 10; port++) {
            int last = port;
            fixture.ask(c -> c.authorizeSecurityGroupIngress(
                    r -> r.groupId(group).ipPermissions(Ec2Fixture.tcp(last, last, "0.0.0.0/0"))));
        }
        assertThat(fixture.refusal(c -> c.authorizeSecurityGroupIngress(
                        r -> r.groupId(group).ipPermissions(Ec2Fixture.tcp(11, 11, "0.0.0.0/0")))))
                .startsWith("RulesPerSecurityGroupLimitExceeded");

        fixture.ask(c -> c.modifyManagedPrefixList(r -> r.prefixListId(id).maxEntries(51)));
        assertThat(described(id).stateAsString()).isEqualTo("modify-failed");
        assertThat(described(id).stateMessage()).contains(group);
        assertThat(described(id).maxEntries()).isEqualTo(50);
        fixture.ask(c -> c.modifyManagedPrefixList(r -> r.prefixListId(id).maxEntries(40)));
        assertThat(described(id).stateAsString()).isEqualTo("modify-complete");
        assertThat(described(id).stateMessage()).isNull();
        assertThat(described(id).maxEntries()).isEqualTo(40);
    }

    private static IpPermission from(String list, int port) {
        return IpPermission.builder()
                .ipProtocol("tcp")
                .fromPort(port)
                .toPort(port)
                .prefixListIds(PrefixListId.builder().prefixListId(list).build())
                .build();
    }

    @Test
    void isKeptWhileSomethingRefersToIt() {
        String vpc = fixture.vpc("10.0.0.0/16");
        String gateway = fixture.gateway(vpc);
        String table = fixture.routeTable(vpc);
        String id = create(5, "192.0.2.0/24").prefixListId();
        fixture.ask(c -> c.createRoute(
                r -> r.routeTableId(table).destinationPrefixListId(id).gatewayId(gateway)));
        assertThat(fixture.ask(c -> c.getManagedPrefixListAssociations(r -> r.prefixListId(id)))
                        .prefixListAssociations())
                .containsExactly(PrefixListAssociation.builder()
                        .resourceId(table)
                        .resourceOwner("111122223333")
                        .build());
        assertThat(fixture.ask(c -> c.deleteManagedPrefixList(r -> r.prefixListId(id)))
                        .prefixList()
                        .stateAsString())
                .isEqualTo("delete-in-progress");
        assertThat(described(id).stateAsString()).isEqualTo("delete-failed");
        fixture.ask(c -> c.deleteRoute(r -> r.routeTableId(table).destinationPrefixListId(id)));
        fixture.ask(c -> c.deleteManagedPrefixList(r -> r.prefixListId(id)));
        assertThat(fixture.ask(c -> c.describeManagedPrefixLists(
                                r -> r.filters(Ec2Fixture.filter("owner-id", "111122223333"))))
                        .prefixLists())
                .isEmpty();
        assertThat(fixture.ask(c -> c.describeManagedPrefixLists(r -> r.filters(Ec2Fixture.filter("owner-id", "AWS"))))
                        .prefixLists())
                .isNotEmpty();
    }

    @Test
    void leadsNothingOfTheVpcAway() {
        String vpc = fixture.vpc("10.0.0.0/16");
        String gateway = fixture.gateway(vpc);
        String table = fixture.routeTable(vpc);
        String id = create(5, "10.0.7.0/24").prefixListId();
        assertThat(fixture.refusal(c -> c.createRoute(
                        r -> r.routeTableId(table).destinationPrefixListId(id).gatewayId(gateway))))
                .startsWith(
                        "InvalidParameterValue: The destination CIDR block 10.0.7.0/24 is equal to or more specific");
    }
}
