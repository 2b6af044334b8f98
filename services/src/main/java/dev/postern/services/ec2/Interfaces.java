package dev.postern.services.ec2;

import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.net.Mac;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What instances and requests need to know about network interfaces. */
final class Interfaces {
    private Interfaces() {}

    /** An instance's interfaces, ordered by device index. */
    static List<NetworkInterface> attachedTo(Snapshot snapshot, Instance instance) {
        return snapshot.all(NetworkInterface.class).in(instance.scope()).stream()
                .filter(eni -> eni.attachment()
                        .filter(a -> a.instanceId().equals(instance.id()))
                        .isPresent())
                .sorted(Comparator.comparingInt(
                        eni -> eni.attachment().orElseThrow().deviceIndex()))
                .toList();
    }

    static Mac newMac(Call call) {
        Set<Mac> taken = new HashSet<>();
        call.snapshot().all(NetworkInterface.class).stream().forEach(eni -> taken.add(eni.mac()));
        Mac mac = Mac.local(call.context().ids().hex(10));
        while (taken.contains(mac)) {
            mac = Mac.local(call.context().ids().hex(10));
        }
        return mac;
    }
}
