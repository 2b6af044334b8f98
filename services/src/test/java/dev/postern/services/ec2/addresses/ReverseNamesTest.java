package dev.postern.services.ec2.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.net.HostNames;
import dev.postern.model.net.Ip;
import dev.postern.services.ec2.Ec2Fixture;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AddressAttribute;
import software.amazon.awssdk.services.ec2.model.AddressAttributeName;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;

/** The names of Elastic IP addresses: one that leads to the account's address, and to nobody else's. */
class ReverseNamesTest {
    private final Ec2Fixture fixture = new Ec2Fixture();
    private String id;
    private String ip;

    @BeforeEach
    void anAddressWithARecord() {
        AllocateAddressResponse made = fixture.ask(c -> c.allocateAddress(r -> {}));
        id = made.allocationId();
        ip = made.publicIp();
        fixture.publicRecord("mail.example.com.", "A", "192.0.2.1", ip);
    }

    @Test
    void isToldOnceItIsThere() {
        assertThat(described()).isEmpty();
        AddressAttribute made = fixture.ask(
                        c -> c.modifyAddressAttribute(r -> r.allocationId(id).domainName("Mail.Example.com")))
                .address();
        assertThat(made.ptrRecord()).isNull();
        assertThat(made.ptrRecordUpdate().value()).isEqualTo("mail.example.com.");
        assertThat(made.ptrRecordUpdate().status()).isEqualTo("PENDING");
        assertThat(described())
                .containsExactly(AddressAttribute.builder()
                        .allocationId(id)
                        .publicIp(ip)
                        .ptrRecord("mail.example.com.")
                        .build());
        fixture.publicRecord("other.example.com.", "A", ip);
        AddressAttribute changed = fixture.ask(
                        c -> c.modifyAddressAttribute(r -> r.allocationId(id).domainName("other.example.com.")))
                .address();
        assertThat(changed.ptrRecord()).isEqualTo("mail.example.com.");
        assertThat(described()).extracting(AddressAttribute::ptrRecord).containsExactly("other.example.com.");
    }

    @Test
    void anAddressThatHasOneIsNotReleased() {
        fixture.ask(c -> c.modifyAddressAttribute(r -> r.allocationId(id).domainName("mail.example.com")));
        assertThat(fixture.refusal(c -> c.releaseAddress(r -> r.allocationId(id))))
                .startsWith("InvalidAddress.PtrSet");
        AddressAttribute reset = fixture.ask(c ->
                        c.resetAddressAttribute(r -> r.allocationId(id).attribute(AddressAttributeName.DOMAIN_NAME)))
                .address();
        assertThat(reset.ptrRecord()).isEqualTo("mail.example.com.");
        assertThat(reset.ptrRecordUpdate().value()).isEqualTo(HostNames.publicName(fixture.region, Ip.of(ip)) + ".");
        assertThat(described()).isEmpty();
        fixture.ask(c -> c.resetAddressAttribute(r -> r.allocationId(id).attribute("domain-name")));
        fixture.ask(c -> c.releaseAddress(r -> r.allocationId(id)));
    }

    @Test
    void leadsToAnAddressOfTheAccountFirst() {
        for (String name : List.of("example.com", "nowhere.example.com", "mail.example.org")) {
            assertThat(refusal(name))
                    .startsWith("InvalidParameterValue: The domain name '" + name + "' does not resolve");
        }
        fixture.publicRecord("foreign.example.com.", "A", "198.19.0.250");
        assertThat(refusal("foreign.example.com")).contains("does not resolve");
        fixture.account = new AccountId("444455556666");
        String theirs = fixture.ask(c -> c.allocateAddress(r -> {})).allocationId();
        assertThat(fixture.refusal(c ->
                        c.modifyAddressAttribute(r -> r.allocationId(theirs).domainName("mail.example.com"))))
                .contains("does not resolve");
    }

    @Test
    void refusesWhatIsNoNameAndNoAttribute() {
        for (String name :
                List.of("", ".", "com", "a..b", "-*.example.com", "a b.example.com", "x".repeat(64) + ".com")) {
            assertThat(refusal(name)).isEqualTo("InvalidParameterValue: The domain name '" + name + "' is not valid.");
        }
        assertThat(fixture.refusal(c -> c.modifyAddressAttribute(r -> r.allocationId(id))))
                .isEqualTo("MissingParameter: The request must contain the parameter domainName");
        assertThat(fixture.refusal(c -> c.modifyAddressAttribute(r -> r.domainName("mail.example.com"))))
                .isEqualTo("MissingParameter: The request must contain the parameter allocationId");
        assertThat(fixture.refusal(c -> c.resetAddressAttribute(r -> r.allocationId(id))))
                .isEqualTo("MissingParameter: The request must contain the parameter attribute");
        assertThat(fixture.refusal(
                        c -> c.resetAddressAttribute(r -> r.allocationId(id).attribute("colour"))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(c -> c.describeAddressesAttribute(r -> r.attribute("colour"))))
                .startsWith("InvalidParameterValue");
        assertThat(fixture.refusal(
                        c -> c.describeAddressesAttribute(r -> r.allocationIds("eipalloc-0123456789abcdef0"))))
                .startsWith("InvalidAllocationID.NotFound");
    }

    private String refusal(String name) {
        return fixture.refusal(
                c -> c.modifyAddressAttribute(r -> r.allocationId(id).domainName(name)));
    }

    private List<AddressAttribute> described() {
        return fixture.ask(c -> c.describeAddressesAttribute(
                        r -> r.allocationIds(id).attribute(AddressAttributeName.DOMAIN_NAME)))
                .addresses();
    }
}
