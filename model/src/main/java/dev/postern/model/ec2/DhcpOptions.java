package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A set of DHCP options: what instances of the VPCs that are associated with it are told at their start, and when they ask by DHCP.
 *
 * @param values by the options' names, {@link #DOMAIN_NAME} and others; each has at least one
 * @see <a href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_DHCP_Options.html">DHCP option sets</a>
 */
public record DhcpOptions(Scope scope, DhcpOptionsId id, SortedMap<String, List<String>> values, Tags tags)
        implements Ec2Resource {
    public static final String DOMAIN_NAME = "domain-name";
    public static final String DOMAIN_NAME_SERVERS = "domain-name-servers";
    public static final String NTP_SERVERS = "ntp-servers";
    public static final String NETBIOS_NAME_SERVERS = "netbios-name-servers";
    public static final String NETBIOS_NODE_TYPE = "netbios-node-type";

    /** In seconds. */
    public static final String IPV6_PREFERRED_LEASE_TIME = "ipv6-address-preferred-lease-time";

    /** Among the servers, the VPC's own resolver. */
    public static final String AMAZON = "AmazonProvidedDNS";

    public DhcpOptions {
        TreeMap<String, List<String>> copy = new TreeMap<>();
        values.forEach((key, texts) -> copy.put(key, List.copyOf(texts)));
        values = Collections.unmodifiableSortedMap(copy);
    }

    /** The account's own set that a VPC is associated with; empty where it has the Region's, or none. */
    public static Optional<DhcpOptions> of(Snapshot snapshot, Vpc vpc) {
        return vpc.dhcp() instanceof Vpc.OwnOptions(DhcpOptionsId own)
                ? snapshot.find(DhcpOptions.class, vpc.scope(), own.value())
                : Optional.empty();
    }

    @Override
    public String key() {
        return id.value();
    }

    /** The values of an option; none if it is not set. */
    public List<String> of(String option) {
        return values.getOrDefault(option, List.of());
    }

    public DhcpOptions withTags(Tags newTags) {
        return new DhcpOptions(scope, id, values, newTags);
    }
}
