package dev.postern.storage;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
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
import dev.postern.model.ec2.ResourceId;
import dev.postern.model.net.Cidr;
import dev.postern.model.net.Ip;
import dev.postern.model.net.Mac;
import java.io.IOException;
import java.io.Serial;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * The ledger's text: changes and snapshots as JSON.
 *
 * <pre>
 * change    [{"put":"Vpc","entity":{...}}, {"remove":"Subnet","scope":{...},"key":"subnet-..."}]
 * snapshot  [{"put":"Vpc","entity":{...}}, ...]      one put for each entity, by kind, scope and key
 * </pre>
 *
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

    private EntityJson() {}

    static String write(Change change) {
        ArrayNode operations = MAPPER.createArrayNode();
        change.operations().forEach(operation -> operations.add(write(operation)));
        return operations.toString();
    }

    /** All entities of a snapshot, in order. */
    static String write(Snapshot snapshot) {
        ArrayNode puts = MAPPER.createArrayNode();
        EntityKinds.byName()
                .values()
                .forEach(kind -> snapshot.all(kind).stream().forEach(e -> puts.add(write(new Change.Put(e)))));
        return puts.toString();
    }

    /** Reads what either {@code write} wrote. */
    static Change read(String json) {
        try {
            List<Change.Operation> operations = new ArrayList<>();
            for (JsonNode operation : MAPPER.readTree(json)) {
                operations.add(readOperation(operation));
            }
            return new Change(operations);
        } catch (JsonProcessingException e) {
            throw new StorageException("the ledger holds what this version cannot read: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode write(Change.Operation operation) {
        ObjectNode node = MAPPER.createObjectNode();
        return switch (operation) {
            case Change.Put(Entity entity) ->
                node.put("put", EntityKinds.nameOf(entity.getClass())).set("entity", MAPPER.valueToTree(entity));
            case Change.Remove(String kind, Scope scope, String key) ->
                node.put("remove", kind)
                        .<ObjectNode>set("scope", MAPPER.valueToTree(scope))
                        .put("key", key);
        };
    }

    private static Change.Operation readOperation(JsonNode node) throws JsonProcessingException {
        if (node.has("put") && node.has("entity")) {
            return new Change.Put(MAPPER.treeToValue(node.get("entity"), kind(node.get("put"))));
        }
        if (node.has("remove") && node.has("scope") && node.has("key")) {
            kind(node.get("remove"));
            return new Change.Remove(
                    node.get("remove").asText(),
                    MAPPER.treeToValue(node.get("scope"), Scope.class),
                    node.get("key").asText());
        }
        throw new StorageException("the ledger holds an operation that this version does not know: " + node);
    }

    private static Class<? extends Entity> kind(JsonNode name) {
        Class<? extends Entity> kind = EntityKinds.byName().get(name.asText());
        if (kind == null) {
            throw new StorageException("the ledger holds a kind that this version does not know: " + name.asText());
        }
        return kind;
    }

    /** Values that have a well-known text are written as that text. */
    private static SimpleModule textForms() {
        SimpleModule module = new SimpleModule();
        text(module, AccountId.class, AccountId::new);
        text(module, Region.class, Region::new);
        text(module, Cidr.class, Cidr::of);
        text(module, Ip.class, Ip::of);
        text(module, Mac.class, Mac::new);
        for (Class<?> id : ResourceId.class.getPermittedSubclasses()) {
            resourceId(module, id.asSubclass(ResourceId.class));
        }
        module.addSerializer(Tags.class, new StdDelegatingSerializer(Tags.class, new TagsToMap()));
        module.addDeserializer(Tags.class, new TagsFromMap());
        return module;
    }

    private static <T extends ResourceId> void resourceId(SimpleModule module, Class<T> type) {
        text(module, type, value -> {
            try {
                return type.getConstructor(String.class).newInstance(value);
            } catch (InvocationTargetException e) {
                throw new IllegalArgumentException(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " is not a record of one string", e);
            }
        });
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> read) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new TextForm<>(type, read));
    }

    private static final class TextForm<T> extends FromStringDeserializer<T> {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> read;

        TextForm(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        protected T _deserialize(String value, DeserializationContext context) throws IOException {
            try {
                return read.apply(value);
            } catch (IllegalArgumentException e) {
                throw context.weirdStringException(value, handledType(), String.valueOf(e.getMessage()));
            }
        }
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
            Map<String, String> values = context.readValue(
                    parser,
                    context.getTypeFactory().constructMapType(java.util.TreeMap.class, String.class, String.class));
            return Tags.of(values);
        }
    }
}
