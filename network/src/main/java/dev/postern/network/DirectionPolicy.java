package dev.postern.network;

import dev.postern.model.ec2.SecurityGroupId;
import dev.postern.model.ec2.SecurityGroupRule;
import dev.postern.model.ec2.SecurityGroupRuleId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a set of security groups allows in one direction, twice: as the user's rules, for explanations, and as disjoint slices,
 * so that a packet costs a constant number of look-ups however many rules there are.
 *
 * @param rules ordered as the groups and their rules are
 * @param slices for TCP, UDP and ICMP, the keys whose peers differ from {@code anyProtocol}; disjoint, ordered
 * @param otherProtocols the peers for protocols that have no keys, where they differ from {@code anyProtocol}
 * @param anyProtocol the peers with which everything is allowed
 * @param whole the protocols of which one rule allows all keys to all addresses of a family
 */
public record DirectionPolicy(
        RuleList rules,
        List<Slice> slices,
        SortedMap<Protocol, AddressSet> otherProtocols,
        AddressSet anyProtocol,
        SortedMap<Family, SortedSet<Protocol>> whole) {
    private static final List<Protocol> KEYED = List.of(Protocol.ICMP, Protocol.TCP, Protocol.UDP, Protocol.ICMPV6);

    public DirectionPolicy {
        slices = List.copyOf(slices);
        otherProtocols = Collections.unmodifiableSortedMap(new TreeMap<>(otherProtocols));
        whole = Collections.unmodifiableSortedMap(new TreeMap<>(whole));
    }

    /**
     * A security group rule with its peer resolved to addresses.
     *
     * @param peer as the user named it
     * @param peers the addresses that it means now
     */
    public record Rule(
            SecurityGroupId group,
            SecurityGroupRuleId id,
            Protocol protocol,
            KeyRange keys,
            SecurityGroupRule.Peer peer,
            AddressSet peers) {
        /** Whether it alone is for all addresses of a family. */
        boolean isForAll(Family family) {
            return peer instanceof SecurityGroupRule.CidrPeer(Cidr cidr)
                    && cidr.length() == 0
                    && cidr.family() == family;
        }

        private boolean isWhole() {
            return protocol.equals(Protocol.ALL) || keys.equals(KeyRange.ALL);
        }

        @Override
        public String toString() {
            String what =
                    protocol.equals(Protocol.ALL) ? "all" : protocol + (keys.equals(KeyRange.ALL) ? "" : " " + keys);
            String whom = switch (peer) {
                case SecurityGroupRule.CidrPeer(var cidr) -> cidr.toString();
                case SecurityGroupRule.GroupPeer(var named, var _) -> "members of " + named;
                case SecurityGroupRule.PrefixListPeer(var list) -> list.value();
            };
            return id + " of " + group + " (" + what + ", " + whom + ")";
        }
    }

    /**
     * Peers that are allowed for a range of keys of one protocol.
     *
     * @param open the families of which one rule allows all addresses; only for TCP and UDP
     */
    public record Slice(Protocol protocol, KeyRange keys, AddressSet peers, SortedSet<Family> open) {
        public Slice {
            open = Collections.unmodifiableSortedSet(new TreeSet<>(open));
        }
    }

    public static DirectionPolicy compile(List<Rule> rules) {
        List<Rule> forAll =
                rules.stream().filter(r -> r.protocol().equals(Protocol.ALL)).toList();
        AddressSet any = peersOf(forAll);
        SortedSet<Family> anyOpen = open(forAll);
        List<Slice> slices = new ArrayList<>();
        for (Protocol protocol : KEYED) {
            slices.addAll(slice(
                    protocol,
                    rules.stream().filter(r -> r.protocol().equals(protocol)).toList(),
                    any,
                    anyOpen));
        }
        TreeMap<Protocol, AddressSet> others = new TreeMap<>();
        for (Rule rule : rules) {
            if (!rule.protocol().equals(Protocol.ALL) && !KEYED.contains(rule.protocol())) {
                others.merge(rule.protocol(), any.union(rule.peers()), AddressSet::union);
            }
        }
        others.values().removeIf(any::equals);
        return new DirectionPolicy(RuleList.of(rules), slices, others, any, whole(rules));
    }

    private static SortedMap<Family, SortedSet<Protocol>> whole(List<Rule> rules) {
        SortedMap<Family, SortedSet<Protocol>> whole = new TreeMap<>();
        for (Family family : Family.values()) {
            whole.put(
                    family,
                    rules.stream()
                            .filter(rule -> rule.isForAll(family) && rule.isWhole())
                            .map(Rule::protocol)
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return whole;
    }

    /** The first of the user's rules that allows a packet. */
    public Optional<Rule> allowing(Protocol protocol, int key, Ip peer) {
        return rules.allowing(protocol, key, peer);
    }

    /** The same question asked of the slices; the kernel's answer. */
    public boolean allows(Protocol protocol, int key, Ip peer) {
        return slice(protocol, key)
                .map(Slice::peers)
                .orElseGet(() -> otherProtocols.getOrDefault(protocol, anyProtocol))
                .contains(peer);
    }

    private Optional<Slice> slice(Protocol protocol, int key) {
        return slices.stream()
                .filter(slice ->
                        slice.protocol().equals(protocol) && slice.keys().contains(key))
                .findFirst();
    }

    /** Whether one rule allows a TCP or UDP port to all addresses of a family. */
    public boolean isOpen(Protocol protocol, int key, Family family) {
        return protocol.hasPorts()
                && slice(protocol, key).map(Slice::open).orElseGet(this::open).contains(family);
    }

    /** Whether one rule allows all keys of a protocol to all addresses of a family. */
    public boolean isWhole(Protocol protocol, Family family) {
        return of(family).contains(Protocol.ALL) || of(family).contains(protocol);
    }

    /** The families of which one rule allows everything to all addresses. */
    public SortedSet<Family> open() {
        TreeSet<Family> families = new TreeSet<>(whole.keySet());
        families.removeIf(family -> !of(family).contains(Protocol.ALL));
        return families;
    }

    private SortedSet<Protocol> of(Family family) {
        return whole.getOrDefault(family, Collections.emptySortedSet());
    }

    private static SortedSet<Family> open(Collection<Rule> rules) {
        TreeSet<Family> families = new TreeSet<>();
        for (Family family : Family.values()) {
            if (rules.stream().anyMatch(rule -> rule.isForAll(family))) {
                families.add(family);
            }
        }
        return families;
    }

    private static AddressSet peersOf(Collection<Rule> rules) {
        // Large sets are of groups' members, and most often of one group.
        List<AddressSet> sets =
                rules.stream().map(Rule::peers).filter(set -> !set.isEmpty()).toList();
        return sets.size() == 1
                ? sets.getFirst()
                : AddressSet.of(
                        sets.stream().flatMap(set -> set.blocks().stream()).toList());
    }

    private static List<Slice> slice(Protocol protocol, List<Rule> rules, AddressSet any, SortedSet<Family> anyOpen) {
        TreeSet<Integer> starts = new TreeSet<>();
        for (Rule rule : rules) {
            starts.add(rule.keys().from());
            if (rule.keys().to() < KeyRange.LAST) {
                starts.add(rule.keys().to() + 1);
            }
        }
        List<Slice> slices = new ArrayList<>();
        for (int start : starts) {
            Integer next = starts.higher(start);
            KeyRange keys = new KeyRange(start, next == null ? KeyRange.LAST : next - 1);
            List<Rule> here =
                    rules.stream().filter(r -> r.keys().contains(start)).toList();
            AddressSet peers = any.union(peersOf(here));
            TreeSet<Family> open = new TreeSet<>();
            if (protocol.hasPorts()) {
                open.addAll(anyOpen);
                open.addAll(open(here));
            }
            if (peers.equals(any) && (open.equals(anyOpen) || !protocol.hasPorts())) {
                continue;
            }
            Slice last = slices.isEmpty() ? null : slices.getLast();
            if (last != null
                    && last.keys().to() + 1 == start
                    && last.peers().equals(peers)
                    && last.open().equals(open)) {
                slices.set(
                        slices.size() - 1,
                        new Slice(protocol, new KeyRange(last.keys().from(), keys.to()), peers, open));
            } else {
                slices.add(new Slice(protocol, keys, peers, open));
            }
        }
        return slices;
    }
}
