package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.ec2.VpcEndpointId;
import dev.postern.model.ec2.VpcId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Family;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.AddressBlock;
import dev.postern.services.authorization.Authorizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** From where requests may come: each of one's endpoints, endpoints of others, and the addresses of the internet that policies tell apart. */
final class Ways {
    private static final Ip SOMEWHERE = Ip.of("203.0.113.9");
    private static final int FIRST_HOST = 10;
    private static final int OWNERS_MAX = 8;

    /** Blocks from which nothing comes over the internet. */
    private static final List<Cidr> NOT_ROUTED = List.of(
            Cidr.of("0.0.0.0/8"),
            Cidr.of("10.0.0.0/8"),
            Cidr.of("100.64.0.0/10"),
            Cidr.of("127.0.0.0/8"),
            Cidr.of("169.254.0.0/16"),
            Cidr.of("172.16.0.0/12"),
            Cidr.of("192.168.0.0/16"),
            Cidr.of("224.0.0.0/3"));

    private static final Cidr GLOBAL_IPV6 = Cidr.of("2000::/3");

    private final Snapshot snapshot;
    private final Policies policies;
    private final List<Way> all = new ArrayList<>();
    private final Change.Builder made = Change.builder();
    private final boolean bothSecure;

    /**
     * The ways.
     *
     * @param told blocks of addresses that are told apart beside those of the policies
     */
    Ways(Snapshot snapshot, Policies policies, PerimeterCheck check, List<AccountId> foreign, Collection<Cidr> told) {
        this.snapshot = snapshot;
        this.policies = policies;
        this.bothSecure = policies.conditions().anyMatch(c -> c.key().equals("aws:securetransport"));
        addresses(told).forEach(address -> open(address, "the internet (" + address + ")"));
        snapshot.all(VpcEndpoint.class).stream()
                .filter(VpcEndpoint::carriesTraffic)
                .filter(endpoint -> check.accounts().contains(endpoint.scope().account()))
                .forEach(this::own);
        foreign(foreign);
    }

    /** The first address of each range that policies tell apart, as far as something comes from there. */
    private Set<Ip> addresses(Collection<Cidr> told) {
        List<Cidr> blocks = new ArrayList<>(told);
        policies.values("aws:sourceip").stream()
                .flatMap(text -> AddressBlock.find(text).stream())
                .forEach(blocks::add);
        Set<Ip> starts = new LinkedHashSet<>(List.of(SOMEWHERE, Ip.of("1.0.0.1"), Ip.of("2001:db8:1::9")));
        NOT_ROUTED.forEach(block -> after(block).ifPresent(starts::add));
        for (Cidr block : blocks) {
            starts.add(block.first());
            after(block).ifPresent(starts::add);
        }
        starts.removeIf(address -> NOT_ROUTED.stream().anyMatch(block -> block.contains(address))
                || (address.family() == Family.IPV6 && !GLOBAL_IPV6.contains(address)));
        return starts;
    }

    /** What comes behind a block; nothing behind the last. */
    private static Optional<Ip> after(Cidr block) {
        Ip last = block.last();
        return last.equals(Cidr.all(block.family()).last()) ? Optional.empty() : Optional.of(last.plus(1));
    }

    private void open(Ip address, String shown) {
        add(secure -> new Connection.Public(address, secure), shown, Optional.empty(), false);
    }

    private void add(
            Function<Boolean, Connection> connection, String shown, Optional<VpcEndpoint> through, boolean foreign) {
        for (boolean secure : bothSecure ? new boolean[] {true, false} : new boolean[] {true}) {
            all.add(way(
                    snapshot,
                    policies,
                    connection.apply(secure),
                    shown + (secure ? "" : " without TLS"),
                    through,
                    foreign));
        }
    }

    private static Way way(
            Snapshot snapshot,
            Policies policies,
            Connection connection,
            String shown,
            Optional<VpcEndpoint> through,
            boolean foreign) {
        RequestContext context = new RequestContext(
                "verify",
                new Caller.Anonymous(),
                Region.US_EAST_1,
                connection,
                "",
                Instant.EPOCH,
                new Ids(new Random(1)));
        return new Way(
                connection, shown, through, foreign, through.map(policies::of), Authorizer.keys(snapshot, context));
    }

    private void own(VpcEndpoint endpoint) {
        Optional<Vpc> vpc =
                snapshot.find(Vpc.class, endpoint.scope(), endpoint.vpcId().value());
        List<Ip> sources = new ArrayList<>();
        vpc.ifPresent(found -> sources.add(found.primaryCidr().address().plus(FIRST_HOST)));
        policies.values("aws:vpcsourceip").stream()
                .flatMap(text -> AddressBlock.find(text).stream())
                .flatMap(block -> Stream.concat(Stream.of(block.first()), after(block).stream()))
                .filter(address -> vpc.stream()
                        .flatMap(found -> found.cidrBlocks().stream())
                        .anyMatch(block -> block.cidr().contains(address)))
                .forEach(sources::add);
        for (Ip source : sources) {
            add(
                    secure -> through(endpoint, source, secure),
                    source + " in " + endpoint.vpcId() + ", through " + endpoint.id(),
                    Optional.of(endpoint),
                    false);
        }
    }

    private static Connection through(VpcEndpoint endpoint, Ip source, boolean secure) {
        return new Connection.ThroughEndpoint(
                endpoint.scope(),
                endpoint.vpcId(),
                endpoint.id(),
                endpoint.reach() instanceof VpcEndpoint.Gateway ? Connection.Kind.GATEWAY : Connection.Kind.INTERFACE,
                Optional.empty(),
                source,
                secure);
    }

    /** Endpoints and VPCs of which policies speak and that are not here are somebody else's. */
    private void foreign(List<AccountId> whose) {
        Set<String> endpoints = new LinkedHashSet<>(List.of("vpce-0f0e19e0f0e19e001"));
        Set<String> vpcs = new LinkedHashSet<>(List.of("vpc-0f0e19e0f0e19e001"));
        policies.values("aws:sourcevpce").forEach(text -> endpoints.addAll(ids(text, "vpce-")));
        policies.values("aws:sourcevpc").forEach(text -> vpcs.addAll(ids(text, "vpc-")));
        endpoints.removeIf(id -> snapshot.all(VpcEndpoint.class).stream()
                .anyMatch(known -> known.id().value().equals(id)));
        vpcs.removeIf(id -> snapshot.all(Vpc.class).stream()
                .anyMatch(known -> known.id().value().equals(id)));
        String vpc = vpcs.iterator().next();
        String endpoint = endpoints.iterator().next();
        for (AccountId owner : whose.subList(0, Math.min(whose.size(), OWNERS_MAX))) {
            endpoints.forEach(id -> foreign(owner, id, vpc));
            vpcs.stream().skip(1).forEach(id -> foreign(owner, endpoint.substring(0, 20) + hex(id), id));
        }
    }

    private static String hex(String text) {
        return String.format("%02x", text.hashCode() & 0xff);
    }

    /** Ids that a pattern matches. */
    private static List<String> ids(String text, String prefix) {
        String filled = Samples.filled(text, "0f0e19e0f0e19e001");
        String rest = filled.startsWith(prefix) ? filled.substring(prefix.length()) : "";
        String id = rest.length() > 17 ? rest.substring(0, 17) : rest;
        return id.matches("[0-9a-f]{8}|[0-9a-f]{17}") ? List.of(prefix + id) : List.of();
    }

    private void foreign(AccountId account, String id, String vpc) {
        VpcEndpoint endpoint = new VpcEndpoint(
                new Scope(account, Region.US_EAST_1),
                new VpcEndpointId(id),
                new VpcId(vpc),
                "com.amazonaws.us-east-1.s3",
                VpcEndpoint.State.AVAILABLE,
                Instant.EPOCH,
                Optional.empty(),
                new VpcEndpoint.Gateway(List.of()),
                Instant.EPOCH,
                Tags.NONE);
        made.put(endpoint);
        add(
                secure -> through(endpoint, Ip.of("10.1.0.10"), secure),
                "another's " + vpc + ", through " + id,
                Optional.of(endpoint),
                true);
    }

    /** Over the internet from one's own public addresses: the ways that a route out of one's networks leads. */
    List<Way> out(Collection<Ip> addresses, String shown) {
        List<Way> ways = new ArrayList<>();
        for (Ip address : addresses) {
            ways.add(way(
                    snapshot,
                    policies,
                    new Connection.Public(address, true),
                    shown + ", as " + address,
                    Optional.empty(),
                    false));
        }
        return ways;
    }

    List<Way> all() {
        return List.copyOf(all);
    }

    /** Those that lead to a service of a Region. */
    static Pool<Way> pool(List<Way> ways) {
        return new Pool<>(
                ways,
                way -> way.policy().<Object>map(policy -> policy).orElse(way.foreign()),
                (policy, way) -> policy.ofContext(way.keys(), Ways::isOfNetwork));
    }

    static boolean isOfNetwork(String key) {
        return switch (key) {
            case "aws:sourceip",
                    "aws:sourcevpce",
                    "aws:sourcevpc",
                    "aws:vpcsourceip",
                    "aws:sourcevpcarn",
                    "aws:vpceaccount",
                    "aws:securetransport" -> true;
            default -> false;
        };
    }

    /** What makes the endpoints of others. */
    Change made() {
        return made.build();
    }
}
