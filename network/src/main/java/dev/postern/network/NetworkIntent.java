package dev.postern.network;

import dev.postern.model.ec2.InstanceId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Ip;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the network must do: the compiled form of a snapshot. Immutable and ordered; {@link #print} gives its text.
 *
 * @param sequence the snapshot's
 * @param vpcs those in which an interface is plugged in; the others need no network
 * @param internet which VPC a public address leads to: those of VPCs with an attached internet gateway
 */
public record NetworkIntent(long sequence, SortedMap<VpcId, VpcIntent> vpcs, SortedMap<Ip, VpcId> internet) {
    public static final NetworkIntent EMPTY = new NetworkIntent(0, new TreeMap<>(), new TreeMap<>());

    public NetworkIntent {
        vpcs = Collections.unmodifiableSortedMap(new TreeMap<>(vpcs));
        internet = Collections.unmodifiableSortedMap(new TreeMap<>(internet));
    }

    public Optional<VpcIntent> vpc(VpcId id) {
        return Optional.ofNullable(vpcs.get(id));
    }

    /** The instances that have an interface plugged in. */
    public SortedSet<InstanceId> instances() {
        TreeSet<InstanceId> instances = new TreeSet<>();
        vpcs.values().forEach(vpc -> vpc.interfaces().values().forEach(i -> instances.add(i.instance())));
        return instances;
    }

    /** The same without some VPCs, as if they had nothing plugged in yet. */
    public NetworkIntent without(Set<VpcId> some) {
        SortedMap<VpcId, VpcIntent> others = new TreeMap<>(vpcs);
        others.keySet().removeAll(some);
        SortedMap<Ip, VpcId> addresses = new TreeMap<>(internet);
        addresses.values().removeAll(some);
        return new NetworkIntent(sequence, others, addresses);
    }

    /** A text for people and golden files: the same intent always prints the same. */
    public String print() {
        return IntentText.print(this);
    }
}
