package dev.postern.server.verify;

import dev.postern.model.AccountId;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.ec2.VpcEndpoint;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.server.verify.checks.PerimeterCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads the checks of perimeter files: a list, each with a name and, if wanted, with what is trusted or expected. */
final class ChecksFile {
    private static final String IDENTITIES = "only-trusted-identities";
    private static final String RESOURCES = "only-trusted-resources";
    private static final String NETWORKS = "only-expected-networks";
    private static final List<String> NAMES = List.of(IDENTITIES, RESOURCES, NETWORKS);
    private static final List<String> OF_TRUST = List.of("accounts", "organization", "except");
    private static final List<String> OF_NETWORKS =
            List.of("accounts", "endpoints", "vpcs", "addresses", "except", "services");
    private static final List<String> SERVICES = List.of("dynamodb", "s3", "sns", "sqs");

    private final Snapshot snapshot;
    private final AccountId self;

    private ChecksFile(Snapshot snapshot, AccountId self) {
        this.snapshot = snapshot;
        this.self = self;
    }

    /** A check and where it stands. */
    record Placed(Place place, PerimeterCheck check) {}

    /**
     * The checks of a file; none if it has none.
     *
     * @param snapshot where endpoints and VPCs are looked up
     * @param self the account that is meant by that word
     * @throws PerimeterMistake at the first thing that is wrong
     */
    static List<Placed> read(String text, Snapshot snapshot, AccountId self) {
        Optional<Node> section = PerimeterFile.section(text, "checks");
        List<Placed> read = new ArrayList<>();
        for (Node one : section.map(node -> PerimeterFile.sequence(
                        node, "checks is a list: each of it begins with a dash and has a name, as " + IDENTITIES))
                .orElse(List.of())) {
            read.add(new Placed(Place.of(one), new ChecksFile(snapshot, self).check(one)));
        }
        return read;
    }

    private PerimeterCheck check(Node node) {
        if (node instanceof ScalarNode word) {
            return check(node, word, new LinkedHashMap<>());
        }
        if (!(node instanceof MappingNode mapping) || mapping.getValue().size() != 1) {
            throw new PerimeterMistake(
                    Place.of(node),
                    "a check is one of " + String.join(", ", NAMES) + ", with what it needs behind a colon");
        }
        NodeTuple tuple = mapping.getValue().getFirst();
        String name = PerimeterFile.scalar(tuple.getKeyNode(), "a check");
        requireKnown(tuple.getKeyNode(), name);
        List<String> known = name.equals(NETWORKS) ? OF_NETWORKS : OF_TRUST;
        Map<String, Node> of = PerimeterFile.mapping(tuple.getValueNode(), name + " has", known);
        return check(node, tuple.getKeyNode(), of);
    }

    private static void requireKnown(Node node, String name) {
        if (!NAMES.contains(name)) {
            throw new PerimeterMistake(Place.of(node), "there is no check " + name + Meant.among(name, NAMES));
        }
    }

    private PerimeterCheck check(Node node, Node named, Map<String, Node> of) {
        String name = PerimeterFile.scalar(named, "a check");
        requireKnown(named, name);
        SortedSet<AccountId> accounts = accounts(of);
        List<String> except = except(of);
        return switch (name) {
            case IDENTITIES -> new PerimeterCheck.TrustedIdentities(accounts, organization(of), except);
            case RESOURCES -> new PerimeterCheck.TrustedResources(accounts, organization(of), except);
            default -> networks(node, of, accounts, except);
        };
    }

    private PerimeterCheck networks(
            Node node, Map<String, Node> of, SortedSet<AccountId> accounts, List<String> except) {
        if (!of.containsKey("endpoints") && !of.containsKey("vpcs") && !of.containsKey("addresses")) {
            throw new PerimeterMistake(
                    Place.of(node), NETWORKS + " needs what is expected: endpoints, vpcs or addresses");
        }
        return new PerimeterCheck.ExpectedNetworks(
                accounts, endpoints(of), vpcs(of), addresses(of), except, services(of));
    }

    private static List<Node> items(Map<String, Node> of, String key) {
        Node node = of.get(key);
        if (node == null) {
            return List.of();
        }
        return node instanceof SequenceNode list ? list.getValue() : List.of(node);
    }

    private SortedSet<AccountId> accounts(Map<String, Node> of) {
        SortedSet<AccountId> accounts = new TreeSet<>();
        for (Node item : items(of, "accounts")) {
            String text = PerimeterFile.scalar(item, "an account");
            if (!text.equals("self") && !AccountId.isValid(text)) {
                throw new PerimeterMistake(
                        Place.of(item),
                        "an account is self or has 12 digits, in quotes if the first is 0, not " + text
                                + Meant.among(text, List.of("self")));
            }
            accounts.add(text.equals("self") ? self : new AccountId(text));
        }
        if (of.containsKey("accounts") && accounts.isEmpty()) {
            throw new PerimeterMistake(Place.of(of.get("accounts")), "a list without anything means nobody");
        }
        return accounts.isEmpty() ? new TreeSet<>(Set.of(self)) : accounts;
    }

    private static Optional<String> organization(Map<String, Node> of) {
        return Optional.ofNullable(of.get("organization")).map(node -> {
            String text = PerimeterFile.scalar(node, "organization");
            if (!text.matches("o-[a-z0-9]{10,32}")) {
                throw new PerimeterMistake(
                        Place.of(node), "an organization is o- and 10 to 32 letters and digits, not " + text);
            }
            return text;
        });
    }

    private static List<String> except(Map<String, Node> of) {
        List<String> patterns = new ArrayList<>();
        for (Node item : items(of, "except")) {
            String text = PerimeterFile.scalar(item, "except");
            if (!text.startsWith("arn:")) {
                throw new PerimeterMistake(
                        Place.of(item),
                        "what is excepted is an ARN, of a principal or a resource, that may have wildcards, not "
                                + text);
            }
            patterns.add(text);
        }
        return patterns;
    }

    private Optional<Set<String>> endpoints(Map<String, Node> of) {
        Node node = of.get("endpoints");
        if (node instanceof ScalarNode word && word.getValue().equals("all")) {
            return Optional.empty();
        }
        Map<String, String> known = new LinkedHashMap<>();
        snapshot.all(VpcEndpoint.class).stream()
                .filter(endpoint -> !endpoint.isOver())
                .forEach(endpoint -> named(known, endpoint.id().value(), endpoint.tags()));
        return Optional.of(ids(of, "endpoints", "endpoint", known));
    }

    private Set<String> vpcs(Map<String, Node> of) {
        Map<String, String> known = new LinkedHashMap<>();
        snapshot.all(Vpc.class).stream().forEach(vpc -> named(known, vpc.id().value(), vpc.tags()));
        return ids(of, "vpcs", "VPC", known);
    }

    private static void named(Map<String, String> known, String id, Tags tags) {
        known.put(id, id);
        Optional.ofNullable(tags.values().get("Name")).ifPresent(name -> known.merge(name, id, (one, other) -> ""));
    }

    /** What is called so by ids or Name tags. */
    private static Set<String> ids(Map<String, Node> of, String key, String noun, Map<String, String> known) {
        Set<String> ids = new TreeSet<>();
        for (Node item : items(of, key)) {
            String text = PerimeterFile.scalar(item, "an " + noun);
            String id = known.get(text);
            if (id == null) {
                throw new PerimeterMistake(
                        Place.of(item), "there is no " + noun + " " + text + Meant.among(text, known.keySet()));
            }
            if (id.isEmpty()) {
                throw new PerimeterMistake(Place.of(item), "several have the name " + text + ": say which by its id");
            }
            ids.add(id);
        }
        return ids;
    }

    private static List<Cidr> addresses(Map<String, Node> of) {
        List<Cidr> blocks = new ArrayList<>();
        for (Node item : items(of, "addresses")) {
            String text = PerimeterFile.scalar(item, "an address");
            blocks.add(Cidr.find(text)
                    .or(() -> Ip.find(text).map(Ip::asCidr))
                    .orElseThrow(() -> new PerimeterMistake(
                            Place.of(item), "an address is as 198.51.100.7 or 203.0.113.0/24, not " + text)));
        }
        return blocks;
    }

    private static Set<String> services(Map<String, Node> of) {
        Set<String> services = new TreeSet<>();
        for (Node item : items(of, "services")) {
            String text = PerimeterFile.scalar(item, "a service");
            if (!SERVICES.contains(text)) {
                throw new PerimeterMistake(
                        Place.of(item),
                        "of services there are " + String.join(", ", SERVICES) + ", not " + text
                                + Meant.among(text, SERVICES));
            }
            services.add(text);
        }
        return services.isEmpty() ? new TreeSet<>(SERVICES) : services;
    }
}
