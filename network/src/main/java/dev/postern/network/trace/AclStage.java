package dev.postern.network.trace;

import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.net.Ip;
import dev.postern.model.net.PortRange;
import dev.postern.network.AclIntent;
import dev.postern.network.InterfacePort;
import dev.postern.network.Packet;
import dev.postern.network.VpcIntent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** {@link Stage#NACL_OUT} and {@link Stage#NACL_IN}: the first entry that matches decides, and answers are asked for like anything. */
final class AclStage {
    private static final int FIRST = 100;
    private static final int STEP = 10;
    private static final int LAST = 32766;

    /** What AWS advises to let answers through: clients choose their ports from it. */
    private static final PortRange EPHEMERAL = new PortRange(1024, 65535);

    private AclStage() {}

    /** Empty if the subnet has no ACL. */
    static Optional<Hop> hop(VpcIntent vpc, InterfacePort at, boolean out, Packet packet, boolean answer) {
        return vpc.subnetOf(at)
                .acl()
                .map(acl -> new Hop(
                        out ? Stage.NACL_OUT : Stage.NACL_IN,
                        new Component.Acl(acl.id(), at.subnet()),
                        ruling(acl, out, packet, answer)));
    }

    private static Ruling ruling(AclIntent acl, boolean out, Packet packet, boolean answer) {
        Ip far = out ? packet.destination() : packet.source();
        Optional<NetworkAcl.Entry> deciding = acl.deciding(out, packet.protocol(), packet.key(), far);
        Rule rule = deciding.<Rule>map(entry -> new Rule.AclEntry(acl.id(), out, entry))
                .orElseGet(() -> new Rule.AclFinalDeny(acl.id(), out));
        return deciding.filter(NetworkAcl.Entry::allow).isPresent()
                ? new Ruling.Passed(rule)
                : new Ruling.Stopped(rule, List.of(remedy(acl, out, packet, answer, far, deciding)));
    }

    /** An entry with the highest number that still comes before the one that denies. */
    private static Remedy remedy(
            AclIntent acl, boolean out, Packet packet, boolean answer, Ip far, Optional<NetworkAcl.Entry> deciding) {
        Set<Integer> taken =
                acl.entries(out).stream().map(NetworkAcl.Entry::number).collect(Collectors.toSet());
        int number = deciding.map(entry -> entry.number() - 1).orElseGet(() -> afterAll(taken));
        while (number > 0 && taken.contains(number)) {
            number--;
        }
        boolean replaces = number == 0;
        PortRange ports =
                answer && packet.protocol().hasPorts() && EPHEMERAL.contains(packet.key()) ? EPHEMERAL : packet.ports();
        return new Remedy.PutAclEntry(
                acl.id(),
                out,
                replaces ? deciding.orElseThrow().number() : number,
                replaces,
                packet.protocol(),
                ports,
                far.asCidr());
    }

    private static int afterAll(Set<Integer> taken) {
        int last = taken.stream().mapToInt(Integer::intValue).max().orElse(FIRST - STEP);
        return Math.min(last + STEP, LAST);
    }
}
