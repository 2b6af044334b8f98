package dev.postern.storage;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.postern.model.AccountId;
import dev.postern.model.Change;
import dev.postern.model.Entity;
import dev.postern.model.EntityKinds;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.ec2.Instance;
import dev.postern.model.ec2.InternetGateway;
import dev.postern.model.ec2.NetworkAcl;
import dev.postern.model.ec2.NetworkInterface;
import dev.postern.model.ec2.RouteTable;
import dev.postern.model.ec2.SecurityGroup;
import dev.postern.model.ec2.Subnet;
import dev.postern.model.ec2.Volume;
import dev.postern.model.ec2.Vpc;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import dev.postern.model.route53.DnsName;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ledger's text: changes and snapshots as JSON.
 *
 * <pre>
 * change    [{"put":"Vpc@1","entity":{...}}, {"remove":"Subnet@1","scope":{...},"key":"subnet-..."}]
 * snapshot  [{"put":"Vpc@1","entity":{...}}, ...]      one put for each entity, by kind, scope and key
 * </pre>
 *
 * What an older version wrote is brought up to this one while it is read, as {@link EntityFormats} says.
 * A kind or field that this version does not know is an error: dropping it would lose what another version wrote.
 */
final class EntityJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .annotationIntrospector(new SealedTypes())
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(textForms())
            .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
            .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private final EntityFormats formats;

    EntityJson(EntityFormats formats) {
        this.formats = formats;
    }

    /**
     * Makes the readers of what every cloud has, and of what it has most of: that takes longer than to read with them. The others are made
     * when they are met; to make all of them would keep a start waiting for what it does not need.
     */
    static void prepare() {
        Stream.of(
                        Subnet.class,
                        Vpc.class,
                        InternetGateway.class,
                        RouteTable.class,
                        SecurityGroup.class,
                        NetworkAcl.class,
                        NetworkInterface.class,
                        Instance.class,
                        Volume.class)
                .forEach(MAPPER::readerFor);
    }

    /**
     * What was read.
     *
     * @param outdated whether any of it was of an older version
     */
    record Reading(Change change, boolean outdated) {
        /** What was read in parts. */
        static Reading joined(List<Reading> parts) {
            Change.Builder all = Change.builder();
            parts.forEach(part -> all.addAll(part.change()));
            return new Reading(all.build(), parts.stream().anyMatch(Reading::outdated));
        }
    }

    String write(Change change) {
        ArrayNode operations = MAPPER.createArrayNode();
        change.operations().forEach(operation -> operations.add(write(operation)));
        return operations.toString();
    }

    /** All entities of a snapshot, in order. */
    String write(Snapshot snapshot) {
        ArrayNode puts = MAPPER.createArrayNode();
        EntityKinds.byName()
                .values()
                .forEach(kind -> snapshot.all(kind).stream().forEach(e -> puts.add(write(new Change.Put(e)))));
        return puts.toString();
    }

    /** Reads what either {@code write} wrote, or an earlier version of them. */
    Reading read(String json) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            List<Change.Operation> operations = new ArrayList<>();
            boolean outdated = false;
            JsonToken token = parser.nextToken();
            while (token != null && parser.nextToken() == JsonToken.START_OBJECT) {
                Row row = row(parser);
                operations.add(operation(row));
                outdated |= !row.tag().equals(format(row.tag()).tag());
            }
            if (token != JsonToken.START_ARRAY || parser.currentToken() != JsonToken.END_ARRAY) {
                throw new StorageException("the ledger holds what is no list of operations");
            }
            return new Reading(new Change(operations), outdated);
        } catch (JsonProcessingException e) {
            throw new StorageException("the ledger holds what this version cannot read: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("a text has no end that could be missing", e);
        }
    }

    /**
     * What {@link #read} would read, in parts that can be read side by side.
     *
     * @param chars about how long a part is
     */
    static List<String> parts(String json, int chars) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        int depth = 0;
        boolean text = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (text) {
                i += c == '\\' ? 1 : 0;
                text = c != '"';
            } else {
                text = c == '"';
                depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
                if (c == ',' && depth == 1 && i - start >= chars) {
                    parts.add((start == 0 ? "" : "[") + json.substring(start, i) + "]");
                    start = i + 1;
                }
            }
        }
        parts.add((start == 0 ? "" : "[") + json.substring(start));
        return parts;
    }

    private ObjectNode write(Change.Operation operation) {
        ObjectNode node = MAPPER.createObjectNode();
        return switch (operation) {
            case Change.Put(Entity entity) ->
                node.put("put", formats.of(entity.getClass()).tag()).set("entity", MAPPER.valueToTree(entity));
            case Change.Remove(String kind, Scope scope, String key) ->
                node.put("remove", formats.of(kind(kind)).tag())
                        .<ObjectNode>set("scope", MAPPER.valueToTree(scope))
                        .put("key", key);
        };
    }

    /**
     * An operation as it is written.
     *
     * @param tag of the entity's kind; empty if there is none
     * @param entity as it is today, if it was written so and after its tag: most are, and a tree of each would take most of a start
     * @param other all else
     */
    private record Row(String tag, @Nullable Entity entity, ObjectNode other) {}

    private Row row(JsonParser parser) throws IOException {
        String tag = "";
        Entity entity = null;
        ObjectNode other = MAPPER.createObjectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (parser.currentToken() == JsonToken.VALUE_STRING && (name.equals("put") || name.equals("remove"))) {
                tag = parser.getText();
                other.put(name, tag);
            } else if (name.equals("entity")
                    && parser.currentToken() == JsonToken.START_OBJECT
                    && !tag.isEmpty()
                    && format(tag).tag().equals(tag)) {
                entity = MAPPER.readValue(parser, format(tag).type());
            } else {
                other.set(name, MAPPER.readTree(parser));
            }
        }
        return new Row(tag, entity, other);
    }

    private Change.Operation operation(Row row) throws JsonProcessingException {
        ObjectNode node = row.other();
        if (node.has("put") && row.entity() != null) {
            return new Change.Put(row.entity());
        }
        if (node.has("put") && node.path("entity") instanceof ObjectNode entity) {
            EntityFormat<?> format = format(row.tag());
            return new Change.Put(
                    MAPPER.treeToValue(format.upgraded(entity, EntityFormat.versionIn(row.tag())), format.type()));
        }
        if (node.has("remove") && node.has("scope") && node.has("key")) {
            return new Change.Remove(
                    EntityKinds.nameOf(format(row.tag()).type()),
                    MAPPER.treeToValue(node.get("scope"), Scope.class),
                    node.get("key").asText());
        }
        // Its names only: its values may be secrets.
        throw new StorageException("the ledger holds an operation that this version does not know: "
                + String.join(
                        ", ", node.properties().stream().map(Map.Entry::getKey).toList()));
    }

    private EntityFormat<?> format(String tag) {
        return formats.find(EntityFormat.nameIn(tag))
                .orElseThrow(
                        () -> new StorageException("the ledger holds a kind that this version does not know: " + tag));
    }

    private static Class<? extends Entity> kind(String name) {
        Class<? extends Entity> kind = EntityKinds.byName().get(name);
        if (kind == null) {
            throw new IllegalArgumentException("no kind of entity: " + name);
        }
        return kind;
    }

    /** Values that have a well-known text are written as that text. */
    private static SimpleModule textForms() {
        SimpleModule module = new SimpleModule();
        TextForm.add(module, AccountId.class, AccountId::new);
        TextForm.add(module, Region.class, Region::new);
        TextForm.add(module, Cidr.class, Cidr::of);
        TextForm.add(module, Ip.class, Ip::of);
        TextForm.add(module, Mac.class, Mac::new);
        TextForm.add(module, DnsName.class, DnsName::new);
        TextForm.add(module, Instant.class, InstantText::read);
        ResourceIdForms.add(module);
        module.addSerializer(Tags.class, new StdDelegatingSerializer(Tags.class, new TagsToMap()));
        module.addDeserializer(Tags.class, new TagsFromMap());
        return module;
    }

    private static final class TagsToMap extends StdConverter<Tags, SortedMap<String, String>> {
        @Override
        public SortedMap<String, String> convert(Tags tags) {
            return tags.values();
        }
    }

    private static final class TagsFromMap extends StdDeserializer<Tags> {
        @Serial
        private static final long serialVersionUID = 1L;

        TagsFromMap() {
            super(Tags.class);
        }

        @Override
        public Tags deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return (Tags) context.handleUnexpectedToken(Tags.class, parser);
            }
            Map<String, String> values = new TreeMap<>();
            for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
                if (parser.nextToken() != JsonToken.VALUE_STRING) {
                    return (Tags) context.handleUnexpectedToken(Tags.class, parser);
                }
                values.put(key, parser.getText());
            }
            return Tags.of(values);
        }
    }
}
