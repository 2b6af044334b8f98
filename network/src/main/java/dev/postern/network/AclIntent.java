package dev.postern.network;

import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkAclId;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A network ACL: for each direction its entries in the order of their numbers. What matches none is denied. Stateless.
 *
 * @param id which ACL
 */
public record AclIntent(NetworkAclId id, List<NetworkAcl.Entry> ingress, List<NetworkAcl.Entry> egress) {
    public AclIntent {
        ingress = List.copyOf(ingress);
        egress = List.copyOf(egress);
    }

    static AclIntent of(NetworkAcl acl) {
        List<NetworkAcl.Entry> ordered = acl.entries().stream()
                .sorted(Comparator.comparingInt(NetworkAcl.Entry::number))
                .toList();
        return new AclIntent(
                acl.id(),
                ordered.stream().filter(e -> !e.egress()).toList(),
                ordered.stream().filter(NetworkAcl.Entry::egress).toList());
    }

    public List<NetworkAcl.Entry> entries(boolean out) {
        return out ? egress : ingress;
    }

    /** Whether the direction's first entry already lets every packet of the family pass, as in a new VPC's default ACL. */
    public boolean passesAll(boolean out, Family family) {
        return entries(out).stream()
                .filter(e -> e.cidr().family() == family)
                .findFirst()
                .filter(e -> e.allow()
                        && e.protocol().equals(Protocol.ALL)
                        && e.cidr().length() == 0)
                .isPresent();
    }

    /** The entry that decides; none when the final deny does. */
    public Optional<NetworkAcl.Entry> deciding(boolean out, Protocol protocol, int key, Ip far) {
        return entries(out).stream()
                .filter(e -> e.protocol().matches(protocol)
                        && KeyRange.of(e.protocol(), e.ports()).contains(key)
                        && e.cidr().contains(far))
                .findFirst();
    }
}
