package dev.postern.services.ec2.filtering;

import static dev.postern.services.ec2.Ec2Fixture.filter;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.NetworkAcl;

class NetworkAclsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private final String vpc = fixture.vpc("10.0.0.0/16");
    private final String subnet = fixture.subnet(vpc, "10.0.1.0/24");
    private final String acl =
            fixture.ask(c -> c.createNetworkAcl(r -> r.vpcId(vpc))).networkAcl().networkAclId();

    @Test
    void deniesAllUntilEntriesAllow() {
        assertThat(entries()).containsExactly("32767 deny -1 true", "32767 deny -1 false");
        create(200, "6", false);
        create(100, "-1", true);
        assertThat(entries())
                .containsExactly("100 allow -1 true", "32767 deny -1 true", "200 allow 6 false", "32767 deny -1 false");
        fixture.ask(c ->
                c.deleteNetworkAclEntry(r -> r.networkAclId(acl).ruleNumber(200).egress(false)));
        assertThat(entries()).hasSize(3);
        assertThat(fixture.refusal(c -> c.deleteNetworkAclEntry(
                        r -> r.networkAclId(acl).ruleNumber(200).egress(false))))
                .startsWith("InvalidNetworkAclEntry.NotFound");
    }

    @Test
    void keepsRuleNumbersUniqueInEachDirection() {
        create(100, "6", false);
        create(100, "6", true);
        long before = fixture.cloud.snapshot().sequence();
        create(100, "6", true);
        assertThat(fixture.cloud.snapshot().sequence()).isEqualTo(before);
        assertThat(fixture.refusal(c -> c.createNetworkAclEntry(r -> r.networkAclId(acl)
                        .ruleNumber(100)
                        .egress(false)
                        .ruleAction("deny")
                        .protocol("-1")
                        .cidrBlock("0.0.0.0/0"))))
                .isEqualTo("NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.");
        assertThat(fixture.refusal(c -> c.createNetworkAclEntry(r -> r.networkAclId(acl)
                        .ruleNumber(32767)
                        .egress(false)
                        .ruleAction("deny")
                        .protocol("-1")
                        .cidrBlock("0.0.0.0/0"))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void isFoundByTheNameAndTheNumberOfAnEntrysProtocol() {
        create(100, "6", false);
        for (String protocol : List.of("tcp", "6")) {
            assertThat(fixture.ask(c -> c.describeNetworkAcls(r -> r.filters(filter("entry.protocol", protocol))))
                            .networkAcls())
                    .extracting(NetworkAcl::networkAclId)
                    .containsExactly(acl);
        }
    }

    @Test
    void refusesIcmpTypesThatThereAreNone() {
        assertThat(fixture.refusal(c -> c.createNetworkAclEntry(r -> r.networkAclId(acl)
                        .ruleNumber(1)
                        .protocol("1")
                        .ruleAction("allow")
                        .egress(false)
                        .cidrBlock("0.0.0.0/0")
                        .icmpTypeCode(i -> i.type(256).code(0)))))
                .startsWith("InvalidParameterValue");
    }

    @Test
    void hasTwentyEntriesInEachDirection() {
        for (int number = 1; number <= 20; number++) {
            create(number, "6", false);
        }
        create(1, "6", true);
        assertThat(fixture.refusal(c -> c.createNetworkAclEntry(r -> r.networkAclId(acl)
                        .ruleNumber(21)
                        .protocol("-1")
                        .ruleAction("allow")
                        .egress(false)
                        .cidrBlock("0.0.0.0/0"))))
                .startsWith("NetworkAclEntryLimitExceeded");
    }

    @Test
    void takesSubnetsFromAnotherOne() {
        assertThat(fixture.ask(c -> c.describeNetworkAcls(r -> r.filters(filter("default", "true"))))
                        .networkAcls()
                        .getFirst()
                        .associations())
                .singleElement()
                .satisfies(a -> {
                    assertThat(a.subnetId()).isEqualTo(subnet);
                    fixture.ask(c -> c.replaceNetworkAclAssociation(
                            r -> r.associationId(a.networkAclAssociationId()).networkAclId(acl)));
                });
        assertThat(fixture.refusal(c -> c.deleteNetworkAcl(r -> r.networkAclId(acl))))
                .startsWith("DependencyViolation");
        fixture.ask(c -> c.deleteSubnet(r -> r.subnetId(subnet)));
        fixture.ask(c -> c.deleteNetworkAcl(r -> r.networkAclId(acl)));
    }

    @Test
    void keepsTheDefaultOne() {
        String standard = fixture.ask(c -> c.describeNetworkAcls(r -> r.filters(filter("default", "true"))))
                .networkAcls()
                .getFirst()
                .networkAclId();
        assertThat(fixture.refusal(c -> c.deleteNetworkAcl(r -> r.networkAclId(standard))))
                .startsWith("InvalidParameterValue: cannot delete default network ACL");
    }

    private void create(int number, String protocol, boolean egress) {
        fixture.ask(c -> c.createNetworkAclEntry(r -> r.networkAclId(acl)
                .ruleNumber(number)
                .egress(egress)
                .ruleAction("allow")
                .protocol(protocol)
                .portRange(p -> p.from(443).to(443))
                .cidrBlock("0.0.0.0/0")));
    }

    private List<String> entries() {
        return fixture
                .ask(c -> c.describeNetworkAcls(r -> r.networkAclIds(acl)))
                .networkAcls()
                .getFirst()
                .entries()
                .stream()
                .map(e -> e.ruleNumber() + " " + e.ruleActionAsString() + " " + e.protocol() + " " + e.egress())
                .toList();
    }
}
