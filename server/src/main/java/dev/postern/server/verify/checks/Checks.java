package dev.postern.server.verify.checks;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.ec2.Address;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.Route;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.iam.Account;
import dev.postern.model.iam.IamNames;
import dev.postern.model.iam.InstanceProfile;
import dev.postern.model.iam.Role;
import dev.postern.model.iam.User;
import dev.postern.model.net.Ip;
import dev.postern.model.request.Caller;
import dev.postern.model.request.Connection;
import dev.postern.model.request.Ids;
import dev.postern.policy.Distinctions;
import dev.postern.policy.PrincipalFacts;
import dev.postern.services.authorization.Authorizer;
import dev.postern.services.authorization.ServicePermissions;
import dev.postern.services.s3.S3Service;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds out whether checks hold in a state: for all principals, resources and networks that the policies tell apart. */
public final class Checks {
    private final AccountId self;
    private final S3Service s3;
    private final Authorizer authorizer;
    private final Map<String, ServicePermissions> permissions = new TreeMap<>();
    private final Map<String, Supplier<SortedSet<String>>> operations = new TreeMap<>();
    private final Clock clock;
    private final Ids ids;

    /**
     * For a cloud.
     *
     * @param self the account that files call {@code self}
     */
    public Checks(AccountId self, S3Service s3, Authorizer authorizer, Clock clock, Ids ids) {
        this.self = self;
        this.s3 = s3;
        this.authorizer = authorizer;
        this.clock = clock;
        this.ids = ids;
    }

    /** The same with a service more. */
    public Checks with(ServicePermissions service, Supplier<SortedSet<String>> names) {
        permissions.put(service.service(), service);
        operations.put(service.service(), names);
        return this;
    }

    public AccountId self() {
        return self;
    }

    /** What comes of a check. */
    public Outcome of(Snapshot snapshot, PerimeterCheck check) {
        return new Run(snapshot, check).outcome();
    }

    /** One check in one state. */
    private final class Run {
        private final Snapshot snapshot;
        private final PerimeterCheck check;
        private final Policies policies;
        private final Foreigners foreigners;
        private final Ways ways;
        private final Targets targets;
        private final World world;
        private final Search search;
        private final Map<String, Pool<Way>> waysTo = new TreeMap<>();

        Run(Snapshot snapshot, PerimeterCheck check) {
            this.snapshot = snapshot;
            this.check = check;
            this.policies = new Policies(snapshot);
            this.foreigners = new Foreigners(snapshot, policies, check);
            this.ways = new Ways(
                    snapshot,
                    policies,
                    check,
                    foreigners.accounts(),
                    check instanceof PerimeterCheck.ExpectedNetworks networks ? networks.addresses() : List.of());
            this.targets = new Targets(snapshot, policies, check);
            Snapshot supposed = snapshot.apply(snapshot.sequence() + 1, foreigners.made())
                    .apply(snapshot.sequence() + 2, ways.made());
            Instant now = clock.instant();
            this.world = new World(supposed, s3, authorizer, permissions, operations, now, ids);
            this.search = new Search(world, new Said(policies, check.trustedOrganization()));
        }

        Outcome outcome() {
            switch (check) {
                case PerimeterCheck.TrustedIdentities _ -> trustedIdentities();
                case PerimeterCheck.TrustedResources _ -> trustedResources();
                case PerimeterCheck.ExpectedNetworks networks -> expectedNetworks(networks);
            }
            return search.outcome();
        }

        private void trustedIdentities() {
            Pool<Who> strangers = new Pool<>(
                    foreigners.all(),
                    who -> List.of(who.caller() instanceof Caller.Anonymous, who.caller() instanceof Caller.Root),
                    this::told);
            for (Target target : targets.own()) {
                for (Way way : ways(ways.all(), target).apart(target.policies())) {
                    for (Who who : strangers.apart(both(target, way))) {
                        if (mayAllow(target, who.facts())) {
                            search.look(target.shown(), who, way, target);
                        }
                    }
                }
                new ServicesOfStrangers(policies, world, search, foreigners.accounts()).look(target);
            }
            List<Target> theirs = foreignTargets();
            for (Way way : ways.all()) {
                if (way.endpoint().isPresent() && !way.foreign()) {
                    through(way, strangers, theirs);
                }
            }
        }

        /** Whether strangers can do anything through an endpoint. */
        private void through(Way way, Pool<Who> strangers, List<Target> theirs) {
            VpcEndpoint endpoint = way.endpoint().orElseThrow();
            String name = endpoint.serviceName();
            String service = name.substring(name.lastIndexOf('.') + 1);
            List<Target> there = new ArrayList<>(
                    theirs.stream().filter(target -> leads(way, target)).toList());
            if (permissions.containsKey(service) || service.equals("s3")) {
                there.add(anything(service, endpoint));
            }
            String subject = endpoint.id().value();
            for (Target target : pool(there).apart(way.policies())) {
                for (Who who : strangers.apart(way.policies())) {
                    if (!search.isFull(subject)) {
                        search.look(subject, who, way, target);
                    }
                }
            }
        }

        /** What a stranger asks of a service for itself. */
        private Target anything(String service, VpcEndpoint endpoint) {
            return new Target(
                    service,
                    "*",
                    foreigners.accounts().getFirst(),
                    endpoint.serviceRegion(),
                    Target.arns(List.of("*")),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    Change.NONE);
        }

        private void trustedResources() {
            Pool<Target> foreign = pool(foreignTargets());
            List<Way> networks = new ArrayList<>(ways.all().stream()
                    .filter(way -> way.endpoint().isPresent() && !way.foreign())
                    .toList());
            networks.addAll(outOfNetworks());
            Pool<Way> all = Ways.pool(networks);
            for (Who who : own(true)) {
                for (Way way : all.apart(who.policies())) {
                    boolean root = who.facts().root();
                    if (root && way.endpoint().isEmpty()) {
                        continue;
                    }
                    String subject = root
                            ? way.endpoint().orElseThrow().id().value()
                            : who.facts().arn();
                    for (Target target : foreign.apart(Stream.concat(who.policies().stream(), way.policies().stream())
                            .toList())) {
                        if (leads(way, target)) {
                            search.look(subject, who, way, target);
                        }
                    }
                }
            }
        }

        private void expectedNetworks(PerimeterCheck.ExpectedNetworks networks) {
            List<Way> unexpected = ways.all().stream()
                    .filter(way -> !isExpected(networks, way))
                    .toList();
            List<Who> own = own(false);
            for (Target target : targets.own()) {
                if (!networks.services().contains(target.service())
                        || target.role().isPresent()) {
                    continue;
                }
                for (Who who : own) {
                    if (search.isFull(target.shown())) {
                        break;
                    }
                    List<Distinctions> told = Stream.concat(target.policies().stream(), who.policies().stream())
                            .toList();
                    for (Way way : ways(unexpected, target).apart(told)) {
                        search.look(target.shown(), who, way, target);
                    }
                }
            }
        }

        private boolean isExpected(PerimeterCheck.ExpectedNetworks networks, Way way) {
            return switch (way.connection()) {
                case Connection.Public open ->
                    networks.addresses().stream().anyMatch(block -> block.contains(open.sourceAddress()));
                case Connection.ThroughEndpoint through ->
                    !way.foreign()
                            && (networks.endpoints()
                                            .map(ids -> ids.contains(
                                                    through.endpoint().value()))
                                            .orElse(true)
                                    || networks.vpcs().contains(through.vpc().value()));
            };
        }

        private Pool<Way> ways(List<Way> from, Target target) {
            return waysTo.computeIfAbsent(
                    target.service() + " " + target.region(),
                    _ -> Ways.pool(
                            from.stream().filter(way -> leads(way, target)).toList()));
        }

        private boolean leads(Way way, Target target) {
            return way.leadsTo(target.service(), target.region().name());
        }

        private Object told(Distinctions policy, Who who) {
            var context =
                    Authorizer.keys(snapshot, world.context(who, ways.all().getFirst(), anyTarget()));
            return List.of(policy.ofCaller(who.facts()), policy.ofContext(context, key -> !Ways.isOfNetwork(key)));
        }

        private Target anyTarget() {
            return new Target(
                    "s3",
                    "",
                    self,
                    Region.US_EAST_1,
                    Target.arns(List.of()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Change.NONE);
        }

        private static List<Distinctions> both(Target target, Way way) {
            return Stream.concat(target.policies().stream(), way.policies().stream())
                    .toList();
        }

        private static boolean mayAllow(Target target, PrincipalFacts who) {
            return target.policy().filter(policy -> policy.mayAllow(who)).isPresent();
        }

        private List<Target> foreignTargets() {
            Set<Region> regions = new LinkedHashSet<>();
            snapshot.all(Vpc.class).stream()
                    .filter(vpc -> check.accounts().contains(vpc.scope().account()))
                    .forEach(vpc -> regions.add(vpc.scope().region()));
            return targets.foreign(
                    foreigners.accounts(), regions.isEmpty() ? List.of(Region.US_EAST_1) : List.copyOf(regions));
        }

        /** Of resources of others policies tell apart their ARNs, and whose they are. */
        private Pool<Target> pool(List<Target> all) {
            return new Pool<>(all, target -> List.of(target.service(), target.region()), (policy, target) -> {
                String owner = target.owner().value();
                List<Object> told = new ArrayList<>();
                told.add(policy.ofContext(
                        key -> key.equals("aws:resourceaccount") || key.equals("s3:resourceaccount")
                                ? List.of(owner)
                                : List.of(),
                        key -> key.endsWith(":resourceaccount")));
                target.arns().all().forEach(arn -> told.add(policy.ofResource(arn)));
                return Set.copyOf(told);
            });
        }

        /** One's own users and roles; root users too where that is said. */
        private List<Who> own(boolean root) {
            List<Who> all = new ArrayList<>();
            if (root) {
                check.accounts().stream()
                        .filter(account -> snapshot.find(Account.class, Scope.GLOBAL, account.value())
                                .isPresent())
                        .forEach(account ->
                                all.add(Who.own(new Caller.Root(account), new Policies.Held(List.of(), List.of()))));
            }
            snapshot.all(User.class).stream()
                    .filter(user -> check.accounts().contains(user.scope().account()))
                    .map(Callers::of)
                    .forEach(caller -> all.add(Who.own(caller, policies.held(caller))));
            Map<String, Instance> instances = instances();
            snapshot.all(Role.class).stream()
                    .filter(role -> check.accounts().contains(role.scope().account()))
                    .forEach(role -> {
                        Optional<String> instance = Optional.ofNullable(
                                        instances.get(role.arn().toString()))
                                .map(one -> one.id().value());
                        Caller caller = Callers.session(role, instance.orElse("session"), instance);
                        all.add(Who.own(caller, policies.held(caller)));
                        if (instance.isPresent() && !trustsOnlyServices(role)) {
                            Caller other = Callers.session(role, "session", Optional.empty());
                            all.add(Who.own(other, policies.held(other)));
                        }
                    });
            all.removeIf(who -> who.names().anyMatch(check::excepts));
            return all;
        }

        private static boolean trustsOnlyServices(Role role) {
            return !role.trustPolicy().contains("\"AWS\"")
                    && !role.trustPolicy().contains("\"*\"");
        }

        /** An instance of each role, by the role's ARN. */
        private Map<String, Instance> instances() {
            Map<String, Instance> found = new LinkedHashMap<>();
            snapshot.all(Instance.class).stream()
                    .filter(instance -> instance.state() == Instance.State.RUNNING)
                    .forEach(instance -> instance.options()
                            .instanceProfile()
                            .flatMap(profile -> IamNames.find(
                                    snapshot,
                                    InstanceProfile.class,
                                    Scope.ofAccount(instance.scope().account()),
                                    profile.profileName()))
                            .flatMap(InstanceProfile::roleName)
                            .flatMap(name -> IamNames.find(
                                    snapshot,
                                    Role.class,
                                    Scope.ofAccount(instance.scope().account()),
                                    name))
                            .ifPresent(role -> found.putIfAbsent(role.arn().toString(), instance)));
            return found;
        }

        /** Where a route of one's own leads to the internet, from one's own addresses there. */
        private List<Way> outOfNetworks() {
            Set<String> shown = new TreeSet<>();
            snapshot.all(RouteTable.class).stream()
                    .filter(table -> check.accounts().contains(table.scope().account()) && !table.isOfGateway())
                    .filter(table -> !table.associations().isEmpty())
                    .forEach(table -> table.routes().stream()
                            .filter(route -> leadsOut(route.target()))
                            .forEach(route -> shown.add(table.vpcId() + " by the route of " + table.id() + " to "
                                    + route.target().id())));
            if (shown.isEmpty()) {
                return List.of();
            }
            Set<Ip> addresses = new LinkedHashSet<>();
            snapshot.all(Address.class).stream().map(Address::publicIp).forEach(addresses::add);
            snapshot.all(NetworkInterface.class).stream()
                    .flatMap(eni -> eni.publicIp().stream())
                    .forEach(addresses::add);
            if (addresses.isEmpty()) {
                addresses.add(Ip.of("198.19.255.254"));
            }
            return ways.out(addresses, shown.iterator().next());
        }

        private static boolean leadsOut(Route.Target target) {
            return target instanceof Route.ViaInternetGateway
                    || target instanceof Route.ViaNatGateway
                    || target instanceof Route.ViaEgressOnlyGateway;
        }
    }
}
