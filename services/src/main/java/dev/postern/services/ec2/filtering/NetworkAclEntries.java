package dev.postern.services.ec2.filtering;

import dev.postern.model.Change;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import dev.postern.services.ec2.call.Blocks;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.Quota;
import dev.postern.storage.Cloud.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.IcmpTypeCode;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryResponse;

/**
 * The rules of network ACLs.
 *
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html">Network ACL rules</a>
 */
final class NetworkAclEntries {
    private static final int NUMBER_MAX = 32766;
    private static final int FINAL_DENY = 32767;
    private static final int FINAL_DENY_IPV6 = 32768;

    private static final Comparator<NetworkAcl.Entry> ORDER =
            Comparator.comparing(NetworkAcl.Entry::egress).thenComparingInt(NetworkAcl.Entry::number);

    private NetworkAclEntries() {}

    static Outcome<CreateNetworkAclEntryResponse> create(Ec2Call call, CreateNetworkAclEntryRequest request) {
        NetworkAcl acl = Noun.NETWORK_ACL.require(call, request.networkAclId(), "networkAclId");
        NetworkAcl.Entry entry = entry(
                request.ruleNumber(),
                request.egress(),
                request.ruleActionAsString(),
                request.protocol(),
                request.portRange(),
                request.icmpTypeCode(),
                request.cidrBlock(),
                request.ipv6CidrBlock());
        Optional<NetworkAcl.Entry> present = find(acl, entry.number(), entry.egress());
        if (present.equals(Optional.of(entry))) {
            return new Outcome<>(
                    Change.NONE, CreateNetworkAclEntryResponse.builder().build());
        }
        if (present.isPresent()) {
            throw Ec2Error.ACL_ENTRY_EXISTS.of(entry.number());
        }
        long others =
                acl.entries().stream().filter(e -> e.egress() == entry.egress()).count();
        call.check(Quota.RULES_PER_NETWORK_ACL, others + 1);
        return new Outcome<>(
                Change.put(with(acl, entry)),
                CreateNetworkAclEntryResponse.builder().build());
    }

    static Outcome<ReplaceNetworkAclEntryResponse> replace(Ec2Call call, ReplaceNetworkAclEntryRequest request) {
        NetworkAcl acl = Noun.NETWORK_ACL.require(call, request.networkAclId(), "networkAclId");
        NetworkAcl.Entry entry = entry(
                request.ruleNumber(),
                request.egress(),
                request.ruleActionAsString(),
                request.protocol(),
                request.portRange(),
                request.icmpTypeCode(),
                request.cidrBlock(),
                request.ipv6CidrBlock());
        NetworkAcl rest = without(acl, entry.number(), entry.egress());
        return new Outcome<>(
                Change.put(with(rest, entry)),
                ReplaceNetworkAclEntryResponse.builder().build());
    }

    static Outcome<DeleteNetworkAclEntryResponse> delete(Ec2Call call, DeleteNetworkAclEntryRequest request) {
        NetworkAcl acl = Noun.NETWORK_ACL.require(call, request.networkAclId(), "networkAclId");
        NetworkAcl rest =
                without(acl, required(request.ruleNumber(), "ruleNumber"), Boolean.TRUE.equals(request.egress()));
        return new Outcome<>(
                Change.put(rest), DeleteNetworkAclEntryResponse.builder().build());
    }

    static List<NetworkAclEntry> view(NetworkAcl acl) {
        List<NetworkAclEntry> entries = new ArrayList<>();
        for (boolean egress : new boolean[] {true, false}) {
            acl.entries().stream()
                    .filter(e -> e.egress() == egress)
                    .sorted(ORDER)
                    .map(NetworkAclEntries::view)
                    .forEach(entries::add);
            entries.add(finalDeny(FINAL_DENY, egress, Family.IPV4));
            if (acl.entries().stream().anyMatch(e -> e.cidr().family() == Family.IPV6)) {
                entries.add(finalDeny(FINAL_DENY_IPV6, egress, Family.IPV6));
            }
        }
        return entries;
    }

    private static NetworkAclEntry finalDeny(int number, boolean egress, Family family) {
        return view(new NetworkAcl.Entry(number, egress, false, Protocol.ALL, PortRange.ALL, Cidr.all(family)));
    }

    private static NetworkAclEntry view(NetworkAcl.Entry entry) {
        NetworkAclEntry.Builder view = NetworkAclEntry.builder()
                .ruleNumber(entry.number())
                .egress(entry.egress())
                .ruleAction(entry.allow() ? "allow" : "deny")
                .protocol(Integer.toString(entry.protocol().number()));
        if (entry.cidr().family() == Family.IPV4) {
            view.cidrBlock(entry.cidr().toString());
        } else {
            view.ipv6CidrBlock(entry.cidr().toString());
        }
        if (entry.protocol().hasPorts()) {
            view.portRange(p -> p.from(entry.ports().from()).to(entry.ports().to()));
        } else if (entry.protocol().isIcmp()) {
            view.icmpTypeCode(
                    i -> i.type(entry.ports().from()).code(entry.ports().to()));
        }
        return view.build();
    }

    private static NetworkAcl.Entry entry(
            @Nullable Integer number,
            @Nullable Boolean egress,
            @Nullable String action,
            @Nullable String protocolText,
            software.amazon.awssdk.services.ec2.model.PortRange ports,
            IcmpTypeCode icmp,
            @Nullable String cidr,
            @Nullable String ipv6Cidr) {
        if (!"allow".equals(action) && !"deny".equals(action)) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + action + ") for parameter ruleAction is invalid.");
        }
        Protocol protocol = Protocol.find(String.valueOf(protocolText))
                .orElseThrow(() -> Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Invalid value '" + protocolText + "' for IP protocol. Unknown protocol."));
        PortRange range = PortRange.ALL;
        if (protocol.hasPorts()) {
            range = ports(ports);
        } else if (protocol.isIcmp()) {
            if (icmp == null || icmp.type() == null || icmp.code() == null) {
                throw Ec2Error.MISSING_PARAMETER.of("icmpTypeCode");
            }
            range = icmp(icmp.type(), icmp.code());
        }
        return new NetworkAcl.Entry(
                required(number, "ruleNumber"),
                Boolean.TRUE.equals(egress),
                "allow".equals(action),
                protocol,
                range,
                block(cidr, ipv6Cidr));
    }

    private static Cidr block(@Nullable String cidr, @Nullable String ipv6Cidr) {
        if (cidr != null && ipv6Cidr != null) {
            throw Ec2Error.INVALID_PARAMETER_COMBINATION.of(
                    "The parameter ipv6CidrBlock cannot be used with the parameter cidrBlock");
        }
        if (ipv6Cidr != null) {
            return Blocks.ipv6(ipv6Cidr, "ipv6CidrBlock");
        }
        if (cidr == null) {
            throw Ec2Error.MISSING_PARAMETER.of("cidrBlock");
        }
        return Blocks.ipv4(cidr, "cidrBlock");
    }

    private static PortRange ports(software.amazon.awssdk.services.ec2.model.PortRange ports) {
        if (ports == null || ports.from() == null || ports.to() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("portRange");
        }
        boolean valid = 0 <= ports.from() && ports.from() <= ports.to() && ports.to() <= PortRange.ALL.to();
        if (!valid) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid port range (" + ports.from() + ":" + ports.to() + ")");
        }
        return new PortRange(ports.from(), ports.to());
    }

    private static PortRange icmp(int type, int code) {
        boolean valid = -1 <= type && type <= 255 && -1 <= code && code <= 255 && (type != -1 || code == -1);
        if (!valid) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("ICMP type (" + type + ") or code (" + code + ") is invalid");
        }
        return new PortRange(type, code);
    }

    private static int required(@Nullable Integer number, String parameter) {
        if (number == null) {
            throw Ec2Error.MISSING_PARAMETER.of(parameter);
        }
        if (number < 1 || number > NUMBER_MAX) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Value (" + number
                    + ") for parameter ruleNumber is invalid. Rule number must be between 1 and 32766.");
        }
        return number;
    }

    private static Optional<NetworkAcl.Entry> find(NetworkAcl acl, int number, boolean egress) {
        return acl.entries().stream()
                .filter(e -> e.number() == number && e.egress() == egress)
                .findFirst();
    }

    private static NetworkAcl with(NetworkAcl acl, NetworkAcl.Entry entry) {
        return acl.withEntries(Stream.concat(acl.entries().stream(), Stream.of(entry))
                .sorted(ORDER)
                .toList());
    }

    private static NetworkAcl without(NetworkAcl acl, int number, boolean egress) {
        NetworkAcl.Entry old =
                find(acl, number, egress).orElseThrow(() -> Ec2Error.ACL_ENTRY_NOT_FOUND.of(number, acl.id()));
        return acl.withEntries(
                acl.entries().stream().filter(e -> !e.equals(old)).toList());
    }
}
