package dev.postern.model.ec2;

import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.PortRange;
import dev.postern.model.net.Protocol;
import java.util.List;

/**
 * A network ACL: stateless, ordered rules at the edge of subnets.
 *
 * @param entries ordered by direction and number; the final deny ({@code 32767}) is implied
 */
public record NetworkAcl(
        Scope scope,
        NetworkAclId id,
        VpcId vpcId,
        boolean isDefault,
        List<Entry> entries,
        List<Association> associations,
        Tags tags)
        implements Ec2Resource {
    @Override
    public String key() {
        return id.value();
    }

    public NetworkAcl {
        entries = List.copyOf(entries);
        associations = List.copyOf(associations);
    }

    /**
     * One rule.
     *
     * @param number 1 to 32766; the lowest that matches decides
     */
    public record Entry(int number, boolean egress, boolean allow, Protocol protocol, PortRange ports, Cidr cidr) {}

    /** The association with a subnet. */
    public record Association(NetworkAclAssociationId id, SubnetId subnetId) {}

    public NetworkAcl withTags(Tags newTags) {
        return new NetworkAcl(scope, id, vpcId, isDefault, entries, associations, newTags);
    }

    public NetworkAcl withEntries(List<Entry> newEntries) {
        return new NetworkAcl(scope, id, vpcId, isDefault, newEntries, associations, tags);
    }

    public NetworkAcl withAssociations(List<Association> newAssociations) {
        return new NetworkAcl(scope, id, vpcId, isDefault, entries, newAssociations, tags);
    }
}
