package dev.postern.network;

import dev.postern.model.Ref;
import dev.postern.model.ec2.InternetGatewayId;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.RouteTableId;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.SubnetId;
import java.util.Optional;
import java.util.TreeMap;

/** What subnets, and the internet gateway, are associated with. */
final class Associations {
    private final TreeMap<SubnetId, RouteTableId> tables = new TreeMap<>();
    private final TreeMap<SubnetId, NetworkAcl> acls = new TreeMap<>();
    private final Optional<RouteTableId> mainTable;
    private final Optional<NetworkAcl> defaultAcl;

    Associations(VpcInputs inputs) {
        for (RouteTable table : inputs.routeTables().values()) {
            for (RouteTable.Association association : table.associations()) {
                if (association.with() instanceof RouteTable.WithSubnet(SubnetId subnet)) {
                    tables.putIfAbsent(subnet, table.id());
                }
            }
        }
        for (NetworkAcl acl : inputs.acls().values()) {
            acl.associations().forEach(association -> acls.putIfAbsent(association.subnetId(), acl));
        }
        mainTable = inputs.routeTables().values().stream()
                .filter(RouteTable::isMain)
                .map(RouteTable::id)
                .findFirst();
        defaultAcl =
                inputs.acls().values().stream().filter(NetworkAcl::isDefault).findFirst();
    }

    private Optional<RouteTableId> table(SubnetId subnet) {
        return Optional.ofNullable(tables.get(subnet)).or(() -> mainTable);
    }

    /** A subnet with what it is associated with. */
    SubnetIntent subnet(VpcInputs inputs, SubnetId id) {
        Subnet subnet = inputs.subnets().get(new Ref(inputs.vpc().scope(), id.value()));
        if (subnet == null) {
            throw new IllegalArgumentException(inputs.vpc().id() + " has no " + id);
        }
        RouteTableId table = table(id)
                .orElseThrow(() -> new IllegalArgumentException(inputs.vpc().id() + " has no main route table"));
        PublicAccess access = inputs.publicAccess();
        return new SubnetIntent(
                id,
                subnet.cidr(),
                subnet.ipv6Cidr(),
                subnet.router(),
                table,
                acl(id),
                access.blocked(id),
                access.exclusion(id));
    }

    /** The table that judges what comes in through a gateway. */
    static Optional<RouteTableId> table(VpcInputs inputs, InternetGatewayId gateway) {
        RouteTable.Associated with = new RouteTable.WithGateway(gateway);
        return inputs.routeTables().values().stream()
                .filter(table -> table.isWith(with))
                .map(RouteTable::id)
                .findFirst();
    }

    private Optional<AclIntent> acl(SubnetId subnet) {
        return Optional.ofNullable(acls.get(subnet)).or(() -> defaultAcl).map(AclIntent::of);
    }
}
