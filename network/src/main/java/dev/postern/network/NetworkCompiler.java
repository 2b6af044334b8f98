package dev.postern.network;

import dev.postern.model.Indexes;
import dev.postern.model.Ref;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.NetworkInterfaceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.shared.SharedMap;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compiles the cloud's state into what its network must do. Pure: the same snapshot gives an equal intent, whatever the history.
 *
 * <p>Only VPCs with an interface plugged into a live instance are compiled, an account's many idle VPCs cost nothing; of those only the
 * ones of which something is not as it was in the previous snapshot; and of such a one only what depends on that.
 */
public final class NetworkCompiler {
    private SharedMap<VpcId, CompiledVpc> vpcs;
    private SharedMap<VpcId, VpcIntent> intents;
    private SharedMap<Ip, VpcId> internet;
    private SharedMap<Cidr, VpcId> internetIpv6;
    private SharedMap<NetworkInterfaceId, VpcId> interfaces;

    private NetworkCompiler(Compilation previous) {
        this.vpcs = previous.vpcs();
        this.intents = SharedMap.copyOf(previous.intent().vpcs());
        this.internet = SharedMap.copyOf(previous.intent().internet());
        this.internetIpv6 = SharedMap.copyOf(previous.intent().internetIpv6());
        this.interfaces = SharedMap.copyOf(previous.intent().interfaces());
    }

    /** Compiles a snapshot of which nothing is known. */
    public static NetworkIntent compile(Snapshot snapshot) {
        return compile(snapshot, Compilation.NONE).intent();
    }

    /**
     * Compiles a snapshot; a VPC that is as it was in the previous one is the same object again, so that "did it change?" is one
     * comparison.
     *
     * @param previous what lies outside of the cloud is taken from it
     */
    public static Compilation compile(Snapshot snapshot, Compilation previous) {
        return compile(snapshot, previous.health(), previous);
    }

    /**
     * The same, where it is known who of the targets of balancers is well.
     *
     * @param health what probes have found
     */
    public static Compilation compile(Snapshot snapshot, TargetHealth health, Compilation previous) {
        NetworkCompiler compiler = new NetworkCompiler(previous);
        Balancing now = new Balancing(snapshot, health);
        compiler.bring(now, Touched.between(new Balancing(previous.snapshot(), previous.health()), now));
        return new Compilation(
                snapshot,
                new NetworkIntent(
                        snapshot.sequence(),
                        compiler.intents,
                        compiler.internet,
                        compiler.internetIpv6,
                        compiler.interfaces,
                        previous.intent().outside()),
                compiler.vpcs,
                health);
    }

    private void bring(Balancing now, Map<VpcId, SortedSet<Ref>> touched) {
        TreeMap<VpcId, Optional<CompiledVpc>> next = new TreeMap<>();
        inputs(now, touched)
                .forEach((id, inputs) ->
                        next.put(id, inputs.map(is -> VpcCompiler.compile(is, Optional.ofNullable(vpcs.get(id))))));
        // What is gone from one may have come to another.
        next.forEach((id, compiled) -> leave(id, intents.get(id), compiled.map(CompiledVpc::intent)));
        next.forEach((id, compiled) -> enter(id, intents.get(id), compiled.map(CompiledVpc::intent)));
        next.forEach((id, compiled) -> {
            vpcs = vpcs.with(id, _ -> compiled.orElse(null));
            intents = intents.with(id, _ -> compiled.map(CompiledVpc::intent).orElse(null));
        });
    }

    /** What the VPCs are compiled from of which something differs; empty for those that have no network. */
    private SortedMap<VpcId, Optional<VpcInputs>> inputs(Balancing with, Map<VpcId, SortedSet<Ref>> touched) {
        Snapshot snapshot = with.snapshot();
        TreeMap<VpcId, Optional<VpcInputs>> inputs = new TreeMap<>();
        touched.forEach((id, interfacesOfIt) -> inputs.put(id, inputs(with, id, interfacesOfIt)));
        // Whom it concerns what another one is: those that are peered with it, and those that were.
        TreeSet<VpcId> concerned = new TreeSet<>(inputs.keySet());
        touched.keySet()
                .forEach(id -> snapshot.by(Indexes.PEERINGS_BY_VPC, id)
                        .values()
                        .forEach(peering -> peering.across(id).ifPresent(far -> concerned.add(far.vpcId()))));
        Predicate<VpcId> populated =
                id -> inputs.containsKey(id) ? get(inputs, id).isPresent() : vpcs.containsKey(id);
        TreeMap<VpcId, Optional<VpcInputs>> all = new TreeMap<>(inputs);
        for (VpcId id : concerned) {
            Optional<VpcInputs> past = Optional.ofNullable(vpcs.get(id)).map(CompiledVpc::inputs);
            Optional<VpcInputs> base = inputs.containsKey(id) ? get(inputs, id) : past;
            base.map(now -> now.withNeighbours(Neighbour.of(snapshot, now, populated)))
                    .filter(now -> inputs.containsKey(id)
                            || past.filter(was -> was.neighbours().equals(now.neighbours()))
                                    .isEmpty())
                    .ifPresent(now -> all.put(id, Optional.of(now)));
        }
        return all;
    }

    private Optional<VpcInputs> inputs(Balancing now, VpcId id, Collection<Ref> touched) {
        Optional<VpcInputs> before = Optional.ofNullable(vpcs.get(id)).map(CompiledVpc::inputs);
        return now.snapshot().by(Indexes.VPCS_BY_ID, id).values().stream()
                .findFirst()
                .map(vpc -> VpcInputs.of(now, vpc, before, touched))
                .filter(inputs -> !inputs.plugged().isEmpty());
    }

    private static Optional<VpcInputs> get(Map<VpcId, Optional<VpcInputs>> inputs, VpcId id) {
        return inputs.getOrDefault(id, Optional.empty());
    }

    private void leave(VpcId id, @Nullable VpcIntent before, Optional<VpcIntent> after) {
        SharedMap.compare(interfaces(Optional.ofNullable(before)), interfaces(after), (eni, _, is) -> {
            if (is == null && id.equals(interfaces.get(eni))) {
                interfaces = interfaces.minus(eni);
            }
        });
        SharedMap.compare(reachable(Optional.ofNullable(before)), reachable(after), (_, was, _) -> {
            if (was != null && id.equals(internet.get(was))) {
                internet = internet.minus(was);
            }
        });
        for (Cidr block :
                Optional.ofNullable(before).map(VpcIntent::publicBlocks).orElse(List.of())) {
            internetIpv6 = internetIpv6.with(block, owner -> id.equals(owner) ? null : owner);
        }
    }

    private void enter(VpcId id, @Nullable VpcIntent before, Optional<VpcIntent> after) {
        SharedMap.compare(interfaces(Optional.ofNullable(before)), interfaces(after), (eni, _, is) -> {
            if (is != null) {
                interfaces = interfaces.plus(eni, id);
            }
        });
        SharedMap.compare(reachable(Optional.ofNullable(before)), reachable(after), (_, _, is) -> {
            if (is != null) {
                internet = internet.plus(is, id);
            }
        });
        for (Cidr block : after.map(VpcIntent::publicBlocks).orElse(List.of())) {
            internetIpv6 = internetIpv6.plus(block, id);
        }
    }

    private static SharedMap<NetworkInterfaceId, InterfacePort> interfaces(Optional<VpcIntent> vpc) {
        return vpc.map(one -> SharedMap.copyOf(one.interfaces())).orElse(SharedMap.empty());
    }

    /** The public addresses that the internet leads to the VPC. */
    private static SharedMap<Ip, Ip> reachable(Optional<VpcIntent> vpc) {
        return vpc.flatMap(VpcIntent::internet)
                .map(port -> SharedMap.copyOf(port.translations()))
                .orElse(SharedMap.empty());
    }
}
