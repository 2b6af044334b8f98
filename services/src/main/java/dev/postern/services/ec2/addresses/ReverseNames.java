package dev.postern.services.ec2.addresses;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.Address;
import dev.postern.model.net.HostNames;
import dev.postern.model.route53.DnsName;
import dev.postern.model.route53.PublicRecords;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Ec2Page;
import dev.postern.services.ec2.call.Noun;
import dev.postern.storage.Cloud.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AddressAttribute;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyAddressAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyAddressAttributeResponse;
import software.amazon.awssdk.services.ec2.model.PtrUpdateStatus;
import software.amazon.awssdk.services.ec2.model.ResetAddressAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetAddressAttributeResponse;

/**
 * The names to which reverse look-ups of Elastic IP addresses lead. A name has to lead to an address of the account first, and an address
 * that has one is not released. A change is told as pending and is there with the next answer.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Elastic_Addressing_Reverse_DNS.html">Create a reverse DNS record
 *     for email on Amazon EC2</a>
 */
final class ReverseNames {
    /** The only attribute of addresses. */
    private static final String ATTRIBUTE = "domain-name";

    private static final Pattern FORM = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)+");

    private ReverseNames() {}

    static DescribeAddressesAttributeResponse describe(Ec2Call call, DescribeAddressesAttributeRequest request) {
        if (request.attributeAsString() != null) {
            checkAttribute(request.attributeAsString());
        }
        List<Address> named = Noun.ADDRESS.select(call, request.allocationIds()).stream()
                .filter(address -> address.domainName().isPresent())
                .toList();
        Ec2Page<Address> page = Ec2Page.of(
                named,
                Address::key,
                Ec2Page.atMost(request.maxResults()),
                Ec2Page.token(call, request, request.nextToken()),
                1);
        return DescribeAddressesAttributeResponse.builder()
                .addresses(page.items().stream()
                        .map(address -> view(address).build())
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    static Outcome<ModifyAddressAttributeResponse> modify(Ec2Call call, ModifyAddressAttributeRequest request) {
        Address address = Noun.ADDRESS.require(call, request.allocationId(), "allocationId");
        if (request.domainName() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("domainName");
        }
        String name = checked(call, request.domainName());
        return new Outcome<>(
                Change.put(address.withDomainName(Optional.of(name))),
                ModifyAddressAttributeResponse.builder()
                        .address(pending(address, name))
                        .build());
    }

    static Outcome<ResetAddressAttributeResponse> reset(Ec2Call call, ResetAddressAttributeRequest request) {
        Address address = Noun.ADDRESS.require(call, request.allocationId(), "allocationId");
        if (request.attributeAsString() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("attribute");
        }
        checkAttribute(request.attributeAsString());
        return new Outcome<>(
                address.domainName().isEmpty() ? Change.NONE : Change.put(address.withDomainName(Optional.empty())),
                ResetAddressAttributeResponse.builder()
                        .address(pending(address, HostNames.publicName(call.region(), address.publicIp())))
                        .build());
    }

    private static void checkAttribute(String attribute) {
        if (!attribute.equals(ATTRIBUTE)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid value '" + attribute + "' for attribute.");
        }
    }

    /** A name, without the final dot, that leads to an address of the account. */
    private static String checked(Ec2Call call, String written) {
        String name = written.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        DnsName parsed = DnsName.parse(name)
                .filter(_ -> FORM.matcher(name).matches())
                .orElseThrow(
                        () -> Ec2Error.INVALID_PARAMETER_VALUE.of("The domain name '" + written + "' is not valid."));
        boolean leadsHere = PublicRecords.addresses(call.snapshot(), parsed)
                .flatMap(ip -> call.snapshot().by(Indexes.ADDRESSES_BY_PUBLIC_IP, ip).values().stream())
                .anyMatch(
                        address -> address.scope().account().equals(call.scope().account()));
        if (!leadsHere) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("The domain name '" + written
                    + "' does not resolve to an Elastic IP address in your account: a forward DNS record of type A must"
                    + " exist first.");
        }
        return name;
    }

    private static AddressAttribute pending(Address address, String name) {
        return view(address)
                .ptrRecordUpdate(PtrUpdateStatus.builder()
                        .value(name + ".")
                        .status("PENDING")
                        .build())
                .build();
    }

    private static AddressAttribute.Builder view(Address address) {
        @Nullable String name = address.domainName().map(known -> known + ".").orElse(null);
        return AddressAttribute.builder()
                .publicIp(address.publicIp().toString())
                .allocationId(address.key())
                .ptrRecord(name);
    }
}
