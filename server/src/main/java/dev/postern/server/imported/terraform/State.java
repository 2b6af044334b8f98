package dev.postern.server.imported.terraform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.Records;
import dev.postern.server.imported.records.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The resources of all states in a directory together, and the records that are made of them. */
final class State {
    /** What says near what something is, where it does not say itself in which account and Region it is. */
    private static final List<String> NEAR = List.of(
            "vpc_id",
            "subnet_id",
            "route_table_id",
            "network_acl_id",
            "security_group_id",
            "vpc_endpoint_id",
            "network_interface_id",
            "bucket");

    private final Records records;
    private final Map<String, List<Resource>> byType = new LinkedHashMap<>();
    private final Map<String, Resource> byId = new HashMap<>();
    private final Map<String, Set<AccountId>> accounts = new TreeMap<>();
    private final Map<String, Set<Region>> regions = new TreeMap<>();
    private final Map<String, Resource> told = new HashMap<>();
    private final List<Children> children = new ArrayList<>();
    private final Set<String> read = new HashSet<>();

    State(Records records, List<Resource> resources) {
        this.records = records;
        for (Resource resource : resources) {
            if (!resource.managed()) {
                continue;
            }
            byType.computeIfAbsent(resource.type(), _ -> new ArrayList<>()).add(resource);
            String id = resource.item().node().path("id").asText();
            if (resource.type().equals("aws_s3_bucket") || id.matches("[a-z]+-[0-9a-f]+")) {
                byId.putIfAbsent(id, resource);
            }
            resource.account()
                    .ifPresent(one -> accounts.computeIfAbsent(resource.provider(), _ -> new TreeSet<>())
                            .add(one));
            resource.region()
                    .ifPresent(one -> regions.computeIfAbsent(resource.provider(), _ -> new TreeSet<>())
                            .add(one));
        }
    }

    Records records() {
        return records;
    }

    /** All of some types, which are so known to be read. */
    List<Resource> of(String... types) {
        read.addAll(List.of(types));
        return Stream.of(types)
                .flatMap(type -> byType.getOrDefault(type, List.of()).stream())
                .toList();
    }

    /** Goes through all of some types. What one says that no value can hold is a mistake of the file. */
    void each(Consumer<Resource> tell, String... types) {
        for (Resource resource : of(types)) {
            resource.item().skip("id", "arn", "owner_id", "region", "timeouts");
            try {
                tell.accept(resource);
            } catch (IllegalArgumentException e) {
                throw resource.item().mistake(String.valueOf(e.getMessage()));
            }
        }
    }

    /** Those of some types by an attribute that names what they are a part of. */
    Children by(String attribute, String... types) {
        Children found = new Children(attribute);
        each(found::add, types);
        children.add(found);
        return found;
    }

    Optional<Resource> find(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** Where a record comes from, and in which account and Region it is. */
    Source source(Resource resource) {
        String name = resource.item().source().name() + ": " + resource.item().id();
        return new Source(
                name,
                place(resource, Resource::account, accounts).or(resource.item().source()::account),
                place(resource, Resource::region, regions).or(resource.item().source()::region));
    }

    private <T> Optional<T> place(Resource of, Function<Resource, Optional<T>> own, Map<String, Set<T>> byProvider) {
        Set<T> others = byProvider.getOrDefault(of.provider(), Set.of());
        return own.apply(of)
                .or(() -> NEAR.stream()
                        .map(attribute ->
                                byId.get(of.item().node().path(attribute).asText()))
                        .flatMap(near -> near == null ? Stream.empty() : own.apply(near).stream())
                        .findFirst())
                .or(() -> others.size() == 1 ? others.stream().findFirst() : Optional.empty());
    }

    /** Adds a record; not what the AWS CLI tells of, too, as that is newer and says more. */
    void tell(Resource resource, Kind kind, Description description) {
        ObjectNode node = description.node();
        String id = node.path(kind.idField()).asText();
        if (isTold(resource, kind, id)) {
            return;
        }
        Resource other = told.put(kind + " " + id, resource);
        if (other != null) {
            throw resource.item()
                    .mistake("is " + id + ", and so is " + other.item().id() + " of "
                            + other.item().source().name());
        }
        records.add(source(resource), kind, node);
    }

    /** Whether the AWS CLI tells of something; so much is noted. */
    boolean isTold(Resource resource, Kind kind, String id) {
        if (told.containsKey(kind + " " + id)) {
            return false;
        }
        Optional<Item> other = records.find(kind, id);
        other.ifPresent(one ->
                resource.item().gone(one.source().name() + " tells of " + id + ", too, and is what is taken over"));
        return other.isPresent();
    }

    /** A finding of what is added without a resource that says it. */
    void assume(Resource resource, String what) {
        records.findings()
                .add(new Finding(
                        resource.item().source().name(), resource.item().id(), "", what));
    }

    /** What nobody asked for, and what was not read of the rest. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        children.forEach(Children::tellOrphans);
        byType.forEach((type, resources) -> {
            for (Resource resource : resources) {
                if (read.contains(type)) {
                    findings.addAll(resource.item().findings());
                } else {
                    findings.add(new Finding(
                            resource.item().source().name(),
                            resource.item().id(),
                            "",
                            "not taken over: imports read nothing of a resource of type " + type));
                }
            }
        });
        return findings;
    }
}
