package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.shared.SharedSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The instances whose network is in place: their own namespace's, and their router's. */
final class ReadyInstances {
    private final TreeSet<String> routers = new TreeSet<>();
    private SharedSet<InstanceId> ready = SharedSet.empty();

    SharedSet<InstanceId> all() {
        return ready;
    }

    /**
     * Looks at what may have changed.
     *
     * @param concerned names of namespaces
     * @param design what all must be
     * @param there those that are as they must be
     */
    void look(Set<String> concerned, NetworkDesign design, Set<String> there) {
        TreeSet<String> instances = new TreeSet<>(concerned);
        for (String namespace : concerned) {
            Optional<VpcId> vpc = NamespaceName.vpc(namespace);
            if (vpc.isPresent() && there.contains(namespace) != routers.contains(namespace)) {
                if (!routers.remove(namespace)) {
                    routers.add(namespace);
                }
                Optional.ofNullable(design.vpcs().get(vpc.get()))
                        .ifPresent(of -> instances.addAll(of.namespaces().keySet()));
            }
        }
        for (String namespace : instances) {
            NamespaceName.instance(namespace).ifPresent(instance -> {
                VpcId vpc = design.owners().get(namespace);
                boolean is = vpc != null && there.contains(namespace) && routers.contains(NamespaceName.of(vpc));
                ready = is ? ready.plus(instance) : ready.minus(instance);
            });
        }
    }
}
