package dev.postern.dataplane.namespaces;

import dev.postern.model.ec2.VpcId;
import dev.postern.model.shared.SharedMap;
import dev.postern.network.Holder;
import dev.postern.network.NetworkIntent;
import dev.postern.network.Outside;
import dev.postern.network.VpcIntent;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What all namespaces must be, with what it is made of, so that the next one costs as much as what changed. Immutable.
 *
 * @param vpcs of those that have a network
 * @param namespaces all of them, by name
 * @param owners in which VPC an instance's namespace or a router is
 */
record NetworkDesign(
        SharedMap<VpcId, VpcIntent> intents,
        SharedMap<VpcId, VpcDesign> vpcs,
        InternetDesign internet,
        SharedMap<String, DesiredNamespace> namespaces,
        SharedMap<String, VpcId> owners) {
    /** Of nothing at all, not even the internet. */
    static final NetworkDesign NOTHING = new NetworkDesign(
            SharedMap.empty(), SharedMap.empty(), InternetDesign.closed(), SharedMap.empty(), SharedMap.empty());

    /** The design of the next intent. */
    NetworkDesign next(NetworkIntent intent) {
        TreeMap<VpcId, Optional<VpcDesign>> changed = new TreeMap<>();
        SharedMap<VpcId, VpcIntent> now = SharedMap.copyOf(intent.vpcs());
        SharedMap.compare(
                intents,
                now,
                (id, _, is) -> changed.put(
                        id, Optional.ofNullable(is).map(vpc -> VpcDesign.of(vpc, Optional.ofNullable(vpcs.get(id))))));
        Changing all = new Changing(this, intent.outside());
        changed.forEach((id, design) -> all.leave(id, Optional.ofNullable(vpcs.get(id)), design));
        changed.forEach((id, design) -> all.enter(id, Optional.ofNullable(vpcs.get(id)), design));
        return all.done(now);
    }

    /** Who makes the links of which a namespace has the other ends. */
    Collection<String> opposite(String namespace) {
        if (namespace.equals(NamespaceName.INTERNET)) {
            return vpcs.keySet().stream().map(NamespaceName::of).toList();
        }
        Optional<VpcId> router = NamespaceName.vpc(namespace);
        return router.isEmpty()
                ? Stream.concat(
                                Optional.ofNullable(owners.get(namespace)).stream()
                                        .map(NamespaceName::of),
                                node(namespace).stream())
                        .toList()
                : router.map(intents::get).stream()
                        .flatMap(vpc -> PeerEdge.makers(vpc).stream())
                        .map(NamespaceName::of)
                        .toList();
    }

    /** Whose node makes the link by which an endpoint's interface leads to a service. */
    private Optional<String> node(String namespace) {
        return NamespaceName.managed(namespace)
                .flatMap(eni -> Optional.ofNullable(owners.get(namespace))
                        .flatMap(vpc -> Optional.ofNullable(intents.get(vpc)))
                        .flatMap(vpc -> Optional.ofNullable(vpc.interfaces().get(eni))))
                .flatMap(port -> port.holder() instanceof Holder.EndpointHolder endpoint
                                && endpoint.behind() instanceof Holder.Conduit conduit
                        ? Optional.of(conduit.node().value())
                        : Optional.empty());
    }

    /** Names of namespaces that must be something else than in another design. */
    void differences(NetworkDesign before, Set<String> names) {
        SharedMap.compare(before.namespaces, namespaces, (name, _, _) -> names.add(name));
    }

    /** A design while it changes. */
    private static final class Changing {
        private SharedMap<VpcId, VpcDesign> vpcs;
        private InternetDesign internet;
        private SharedMap<String, DesiredNamespace> namespaces;
        private SharedMap<String, VpcId> owners;

        Changing(NetworkDesign before, Outside outside) {
            vpcs = before.vpcs;
            internet = before.internet.with(outside);
            namespaces = before.namespaces;
            owners = before.owners;
        }

        /** What is gone from one VPC may have come to another. */
        void leave(VpcId id, Optional<VpcDesign> before, Optional<VpcDesign> after) {
            SharedMap.compare(of(before), of(after), (name, _, is) -> {
                if (is == null && id.equals(owners.get(name))) {
                    namespaces = namespaces.minus(name);
                    owners = owners.minus(name);
                }
            });
        }

        void enter(VpcId id, Optional<VpcDesign> before, Optional<VpcDesign> after) {
            SharedMap.compare(of(before), of(after), (name, _, is) -> {
                if (is != null) {
                    namespaces = namespaces.plus(name, is);
                    owners = owners.plus(name, id);
                }
            });
            internet = internet.with(before, after);
            vpcs = vpcs.with(id, _ -> after.orElse(null));
        }

        NetworkDesign done(SharedMap<VpcId, VpcIntent> intents) {
            return new NetworkDesign(
                    intents, vpcs, internet, namespaces.plus(NamespaceName.INTERNET, internet.namespace()), owners);
        }

        private static SharedMap<String, DesiredNamespace> of(Optional<VpcDesign> design) {
            return design.map(VpcDesign::namespaces).orElse(SharedMap.empty());
        }
    }
}
