package dev.postern.server.imported;

import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.EntityKinds;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.server.imported.records.Finding;
import dev.postern.server.imported.records.Item;
import dev.postern.server.imported.records.Kind;
import dev.postern.server.imported.records.Records;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What is being taken over: the records, where they are, and the entities that were made of them so far. */
final class Takeover {
    private record Reference(Item item, String field, String kind, String id) {}

    private final Records records;
    private final Places places;
    private final Renumbering renumbering;
    private final Map<String, Entity> entities = new LinkedHashMap<>();
    private final Map<String, Entity> byKey = new LinkedHashMap<>();
    private final List<Reference> references = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    Takeover(Records records, Places places, Renumbering renumbering) {
        this.records = records;
        this.places = places;
        this.renumbering = renumbering;
    }

    Records records() {
        return records;
    }

    Renumbering renumbering() {
        return renumbering;
    }

    Scope scope(Item item) {
        return places.of(item);
    }

    Region region(Item item) {
        return places.region(item);
    }

    AccountId account(Item item) {
        return places.account(item);
    }

    /** Makes entities of all records of a kind. What a record says that no value can hold is a mistake of the file. */
    void each(Kind kind, Consumer<Item> make) {
        for (Item item : records.of(kind)) {
            try {
                make.accept(item);
            } catch (IllegalArgumentException e) {
                throw item.mistake(String.valueOf(e.getMessage()));
            }
        }
    }

    void put(Entity entity) {
        String key = key(EntityKinds.nameOf(entity.getClass()), entity.key());
        byKey.put(key, entity);
        entities.put(key + " " + entity.scope(), entity); // a peering connection has a record on each side
    }

    private static String key(String kind, String id) {
        return kind + " " + id;
    }

    <E extends Entity> Optional<E> find(Class<E> kind, String id) {
        return Optional.ofNullable(byKey.get(key(EntityKinds.nameOf(kind), id))).map(kind::cast);
    }

    <E extends Entity> List<E> all(Class<E> kind) {
        return entities.values().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    Collection<Entity> entities() {
        return entities.values();
    }

    /** Whether something is there without which a record means nothing; if not, the record is told as not taken over. */
    <E extends Entity> boolean needs(Item item, String field, Class<E> kind, String id) {
        boolean there = find(kind, id).isPresent();
        if (!there) {
            item.gone("its " + field + " " + id + " is in none of the files");
        }
        return there;
    }

    /** What a record names and goes on to name, whether it is there or not: if not, it is told. */
    void names(Item item, String field, Class<? extends Entity> kind, String id) {
        references.add(new Reference(item, field, EntityKinds.nameOf(kind), id));
    }

    Ip ip(Item item, String field) {
        String text = item.need(field);
        return renumbering.ip(Ip.find(text).orElseThrow(() -> item.mistake(field + " is no address: " + text)));
    }

    Cidr cidr(Item item, String field) {
        String text = item.need(field);
        return renumbering.cidr(
                item, field, Cidr.find(text).orElseThrow(() -> item.mistake(field + " is no CIDR block: " + text)));
    }

    void tell(Finding finding) {
        findings.add(finding);
    }

    Change change() {
        Change.Builder change = Change.builder();
        entities.values().forEach(change::put);
        return change.build();
    }

    /** All that is not here as it was there, in the order of the files. */
    List<Finding> findings() {
        references.stream()
                .filter(one -> !byKey.containsKey(key(one.kind(), one.id())))
                .forEach(one ->
                        one.item().note(one.field(), one.id() + " is in none of the files, or was not taken over"));
        List<Finding> all = new ArrayList<>(records.findings());
        all.addAll(places.findings());
        all.addAll(renumbering.findings());
        all.addAll(findings);
        records.all().forEach(item -> all.addAll(item.findings()));
        return all.stream().distinct().toList();
    }
}
