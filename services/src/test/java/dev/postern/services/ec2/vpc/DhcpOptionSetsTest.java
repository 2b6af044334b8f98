package dev.postern.services.ec2.vpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DhcpOptions;
import software.amazon.awssdk.services.ec2.model.NewDhcpConfiguration;
import software.amazon.awssdk.services.ec2.model.Tag;

/** Sets of DHCP options, and which of them a VPC has. */
class DhcpOptionSetsTest {
    private final Ec2Fixture fixture = new Ec2Fixture();

    private static NewDhcpConfiguration option(String key, String... values) {
        return NewDhcpConfiguration.builder().key(key).values(values).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private String create(NewDhcpConfiguration... options) {
        return fixture.ask(c -> c.createDhcpOptions(r -> r.dhcpConfigurations(options)))
                .dhcpOptions()
                .dhcpOptionsId();
    }

    private String refusal(NewDhcpConfiguration... options) {
        return fixture.refusal(c -> c.createDhcpOptions(r -> r.dhcpConfigurations(options)));
    }

    private String optionsOf(String vpc) {
        return fixture.ask(c -> c.describeVpcs(r -> r.vpcIds(vpc)))
                .vpcs()
                .getFirst()
                .dhcpOptionsId();
    }

    private List<DhcpOptions> described(String... ids) {
        return fixture.ask(c -> c.describeDhcpOptions(r -> r.dhcpOptionsIds(ids)))
                .dhcpOptions();
    }

    @Test
    void areMadeAssociatedAndDeleted() {
        String vpc = fixture.vpc("10.0.0.0/16");
        String ofRegion = optionsOf(vpc);
        assertThat(described(ofRegion)).hasSize(1);
        String own = create(
                option("domain-name-servers", "10.0.0.53, AmazonProvidedDNS"),
                option("domain-name", "corp.example"),
                option("netbios-node-type", "2"));
        assertThat(described(own).getFirst().dhcpConfigurations().stream()
                        .map(one -> one.key() + " "
                                + one.values().stream()
                                        .map(AttributeValue::value)
                                        .toList()))
                .containsExactly(
                        "domain-name [corp.example]",
                        "domain-name-servers [10.0.0.53, AmazonProvidedDNS]",
                        "netbios-node-type [2]");
        fixture.ask(c -> c.associateDhcpOptions(r -> r.vpcId(vpc).dhcpOptionsId(own)));
        assertThat(optionsOf(vpc)).isEqualTo(own);
        assertThat(fixture.refusal(c -> c.deleteDhcpOptions(r -> r.dhcpOptionsId(own))))
                .isEqualTo(
                        "DependencyViolation: The dhcpOptions '" + own + "' has dependencies and cannot be deleted.");

        fixture.ask(c -> c.associateDhcpOptions(r -> r.vpcId(vpc).dhcpOptionsId("default")));
        assertThat(optionsOf(vpc)).isEqualTo("default");
        fixture.ask(c -> c.deleteDhcpOptions(r -> r.dhcpOptionsId(own)));
        assertThat(fixture.refusal(c -> c.describeDhcpOptions(r -> r.dhcpOptionsIds(own))))
                .isEqualTo("InvalidDhcpOptionID.NotFound: The dhcpOption ID '" + own + "' does not exist");
        fixture.ask(c -> c.associateDhcpOptions(r -> r.vpcId(vpc).dhcpOptionsId(ofRegion)));
        assertThat(optionsOf(vpc)).isEqualTo(ofRegion);
        assertThat(fixture.refusal(c -> c.deleteDhcpOptions(r -> r.dhcpOptionsId(ofRegion))))
                .startsWith("DependencyViolation");
    }

    @Test
    void thoseOfTheRegionAreTagged() {
        String vpc = fixture.vpc("10.0.0.0/16");
        String ofRegion = optionsOf(vpc);
        DhcpOptions before = described(ofRegion).getFirst();
        fixture.ask(c -> c.createTags(r -> r.resources(ofRegion).tags(tag("Name", "default"))));
        DhcpOptions tagged = described(ofRegion).getFirst();
        assertThat(tagged.tags().toString()).contains("Key=Name, Value=default");
        assertThat(tagged.dhcpConfigurations()).isEqualTo(before.dhcpConfigurations());
        assertThat(described()).containsExactly(tagged);
        assertThat(fixture.ask(c -> c.describeTags(r -> {})).tags())
                .anyMatch(
                        tag -> tag.resourceId().equals(ofRegion) && tag.value().equals("default"));
        assertThat(fixture.refusal(c -> c.deleteDhcpOptions(r -> r.dhcpOptionsId(ofRegion))))
                .startsWith("DependencyViolation");
        fixture.ask(c -> c.deleteTags(r -> r.resources(ofRegion)));
        assertThat(described()).containsExactly(before);
        String another = ofRegion.substring(0, ofRegion.length() - 1) + (ofRegion.endsWith("0") ? "1" : "0");
        assertThat(fixture.refusal(c -> c.createTags(r -> r.resources(another).tags(tag("a", "b")))))
                .startsWith("InvalidDhcpOptionID.NotFound");
    }

    @Test
    void areFoundByWhatTheySay() {
        String own = create(option("domain-name", "corp.example"));
        Stream.of(Ec2Fixture.filter("value", "corp.*"), Ec2Fixture.filter("dhcp-options-id", own))
                .forEach(filter -> assertThat(fixture.ask(c -> c.describeDhcpOptions(r -> r.filters(filter)))
                                .dhcpOptions())
                        .extracting(DhcpOptions::dhcpOptionsId)
                        .containsExactly(own));
        assertThat(described()).hasSize(2);
    }

    @Test
    void refuseWhatNoOptionCanBe() {
        assertThat(fixture.refusal(c -> c.createDhcpOptions(r -> {}))).startsWith("MissingParameter");
        assertThat(refusal(option("domain", "x"))).startsWith("InvalidParameterValue: Value (domain)");
        assertThat(refusal(option("domain-name"))).startsWith("MissingParameter");
        for (NewDhcpConfiguration option : List.of(
                option("domain-name", "corp.example\nnameserver 192.0.2.1"),
                option("domain-name", ""),
                option("domain-name-servers", "ns.example"),
                option("domain-name-servers", "10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5"),
                option("ntp-servers", "AmazonProvidedDNS"),
                option("netbios-name-servers", "2001:db8::1"),
                option("netbios-node-type", "3"),
                option("ipv6-address-preferred-lease-time", "139"),
                option("ipv6-address-preferred-lease-time", "2147483648"))) {
            assertThat(refusal(option)).as(option.toString()).startsWith("InvalidParameterValue: Value (");
        }
        String vpc = fixture.vpc("10.0.0.0/16");
        assertThat(fixture.refusal(c -> c.associateDhcpOptions(r -> r.vpcId(vpc).dhcpOptionsId("dopt-12"))))
                .startsWith("InvalidDhcpOptionsId.Malformed");
        assertThat(fixture.refusal(
                        c -> c.associateDhcpOptions(r -> r.vpcId(vpc).dhcpOptionsId("dopt-0123456789abcdef0"))))
                .startsWith("InvalidDhcpOptionID.NotFound");
    }
}
