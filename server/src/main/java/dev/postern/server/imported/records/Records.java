package dev.postern.server.imported.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.ec2.PrefixListId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All records of all files, by their kinds: pages, Regions and accounts added up. What is there twice must be the same. */
public final class Records {
    private static final Pattern LIST =
            Pattern.compile(PrefixListId.PREFIX + "-([0-9a-f]{17}|[0-9a-f]{8})(?![0-9a-f])");
    private static final Pattern BUCKET = Pattern.compile("arn:aws:s3:::([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?=[/\"])");

    private final Map<Kind, Map<String, Item>> byKind = new EnumMap<>(Kind.class);
    private final Map<String, Item> vpcAttributes = new TreeMap<>();
    private final Map<String, Item> entries = new TreeMap<>();
    private final Map<String, Item> bucketPolicies = new TreeMap<>();
    private final Map<String, Item> publicAccessBlocks = new TreeMap<>();
    private final Map<String, Item> targets = new TreeMap<>();
    private final Map<String, Item> attributes = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();

    public List<Item> of(Kind kind) {
        return List.copyOf(byKind.getOrDefault(kind, Map.of()).values());
    }

    public boolean has(Kind kind, String id) {
        return byKind.getOrDefault(kind, Map.of()).containsKey(id);
    }

    /** A record by its id; of peering connections, there may be several. */
    public Optional<Item> find(Kind kind, String id) {
        return Optional.ofNullable(byKind.getOrDefault(kind, Map.of()).get(id));
    }

    /** By VPC and attribute, as {@code vpc-1 EnableDnsSupport}. */
    public Map<String, Item> vpcAttributes() {
        return vpcAttributes;
    }

    /** Entries of prefix lists, by list. */
    public Map<String, Item> entries() {
        return entries;
    }

    /** Policies of buckets, by bucket. */
    public Map<String, Item> bucketPolicies() {
        return bucketPolicies;
    }

    /** What blocks public access to buckets, by bucket. */
    public Map<String, Item> publicAccessBlocks() {
        return publicAccessBlocks;
    }

    /** The targets of target groups, by the group's name. */
    public Map<String, Item> targets() {
        return targets;
    }

    /** Attributes of a balancer or a target group, by what the file is called, and of which of both they are. */
    public Optional<Item> attributes(Kind of, String name) {
        return Optional.ofNullable(attributes.get(of + " " + name));
    }

    /** What there is to tell of files, besides of their records: to be added to. */
    public List<Finding> findings() {
        return findings;
    }

    public List<Item> all() {
        List<Item> all = new ArrayList<>();
        byKind.values().forEach(items -> all.addAll(items.values()));
        all.addAll(vpcAttributes.values());
        all.addAll(entries.values());
        all.addAll(bucketPolicies.values());
        all.addAll(publicAccessBlocks.values());
        all.addAll(targets.values());
        all.addAll(attributes.values());
        return all;
    }

    /** Adds what a file says. */
    public void add(Source source, JsonNode root) {
        if (!root.isObject()) {
            throw new ImportMistake(source.name() + ": is no JSON object, as the AWS CLI prints one");
        }
        List<String> unknown = new ArrayList<>();
        boolean known = false;
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            known |= addField(source, root, field.getKey(), field.getValue(), unknown);
        }
        if (!known) {
            throw new ImportMistake(source.name() + ": is of no known kind; its keys are " + String.join(", ", unknown)
                    + " (docs/import.md lists those that are known)");
        }
        unknown.forEach(key -> findings.add(new Finding(source.name(), "", key, "not read: of no known kind")));
    }

    private boolean addField(Source source, JsonNode root, String key, JsonNode value, List<String> unknown) {
        return switch (key) {
            case "NextToken", "Marker" -> {
                if (!value.isNull()) {
                    findings.add(new Finding(
                            source.name(), "", key, "there are more pages; what is in none of the files is not here"));
                }
                yield false;
            }
            case "IsTruncated", "VpcId", "ResponseMetadata", "Owner", "Prefix" -> false;
            case "EnableDnsSupport", "EnableDnsHostnames", "EnableNetworkAddressUsageMetrics" -> {
                String vpc = root.path("VpcId").asText();
                put(vpcAttributes, vpc + " " + key, new Item(source, vpc, root));
                yield true;
            }
            case "Policy" -> {
                addBucketPolicy(bucket(source, value.asText()), source, root);
                yield true;
            }
            case "PublicAccessBlockConfiguration" -> {
                addPublicAccessBlock(source.stem(), source, root);
                yield true;
            }
            case "TargetHealthDescriptions" -> {
                addTargets(source.stem(), source, root);
                yield true;
            }
            case "Attributes" -> {
                addAttributes(source.stem(), source, root);
                yield true;
            }
            default -> {
                if (Kind.of(key).isEmpty()) {
                    unknown.add(key);
                    yield false;
                }
                addList(source, Kind.of(key).orElseThrow(), key, value);
                yield true;
            }
        };
    }

    /** Adds the policy of a bucket, as {@code get-bucket-policy} prints it. */
    public void addBucketPolicy(String bucket, Source source, JsonNode root) {
        put(bucketPolicies, bucket, new Item(source, bucket, root));
    }

    /** Adds what blocks public access to a bucket, as {@code get-public-access-block} prints it: it does not say of which. */
    public void addPublicAccessBlock(String bucket, Source source, JsonNode root) {
        put(publicAccessBlocks, bucket, new Item(source, bucket, root));
    }

    /** Adds the targets of a group, as {@code describe-target-health} prints them: it does not say of which. */
    public void addTargets(String group, Source source, JsonNode root) {
        put(targets, group, new Item(source, group, root));
    }

    /** Adds attributes as {@code elbv2 describe-...-attributes} prints them: of what kind of thing they are, their keys say. */
    public void addAttributes(String name, Source source, JsonNode root) {
        String keys = root.path("Attributes").toString();
        Kind kind = keys.contains("deletion_protection.")
                ? Kind.LOAD_BALANCERS
                : keys.contains("deregistration_delay.") ? Kind.TARGET_GROUPS : Kind.LISTENERS;
        put(attributes, kind + " " + name, new Item(source, name, root));
    }

    private void addList(Source source, Kind kind, String key, JsonNode list) {
        if (!list.isArray()) {
            throw new ImportMistake(source.name() + ": " + key + " is no list");
        }
        if (kind == Kind.ENTRIES) {
            String id = list(source);
            put(entries, id, new Item(source, id, wrapped(key, list)));
            return;
        }
        for (JsonNode one : list) {
            add(source, kind, one);
        }
    }

    private static ObjectNode wrapped(String key, JsonNode value) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set(key, value);
        return node;
    }

    /** Adds one record, and what is inside it as records of their own. */
    public void add(Source source, Kind kind, JsonNode one) {
        String id = one.path(kind.idField()).asText();
        if (!one.isObject() || id.isEmpty()) {
            throw new ImportMistake(source.name() + ": a record of " + kind.key() + " has no " + kind.idField());
        }
        String key = switch (kind) {
            case PEERINGS -> id + place(source);
            case SECURITY_GROUP_VPCS -> id + " " + one.path("VpcId").asText();
            default -> id;
        };
        put(byKind.computeIfAbsent(kind, _ -> new LinkedHashMap<>()), key, new Item(source, id, one));
        if (kind == Kind.RESERVATIONS) {
            for (JsonNode instance : one.path("Instances")) {
                ObjectNode whole = instance.deepCopy();
                whole.put("ReservationId", id);
                whole.put("OwnerId", one.path("OwnerId").asText());
                add(source, Kind.INSTANCES, whole);
            }
        }
        if (kind == Kind.ROLES) {
            one.path("InstanceProfileList").forEach(profile -> add(source, Kind.PROFILES, profile));
        }
    }

    private static String place(Source source) {
        return source.account().map(a -> " " + a).orElse("")
                + source.region().map(r -> " " + r).orElse("");
    }

    private static void put(Map<String, Item> items, String id, Item item) {
        Item before = items.putIfAbsent(id, item);
        if (before != null && !before.node().equals(item.node())) {
            throw new ImportMistake(item.source().name() + ": " + id + ": is another one than in "
                    + before.source().name());
        }
    }

    /** Entries do not say of which list they are: the file's name does. */
    private static String list(Source source) {
        Matcher found = LIST.matcher(source.name());
        String id = "";
        while (found.find()) {
            id = found.group();
        }
        if (id.isEmpty()) {
            throw new ImportMistake(
                    source.name()
                            + ": entries do not say of which prefix list they are: name the file, or its directory, after the list (pl-...)");
        }
        return id;
    }

    /** A policy says its bucket in its resources; if it does not, the file's name does. */
    private static String bucket(Source source, String policy) {
        List<String> named = BUCKET.matcher(policy)
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
        if (named.size() > 1 && !named.contains(source.stem())) {
            throw new ImportMistake(source.name() + ": the policy names several buckets (" + String.join(", ", named)
                    + "): name the file after the one whose it is");
        }
        return named.size() == 1 ? named.getFirst() : source.stem();
    }
}
