package dev.postern.wire.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** The fields of one SDK class, found by the names they have on the wire. Made once per class. */
public final class Shape {
    private static final Map<Class<?>, Shape> KNOWN = new ConcurrentHashMap<>();

    private final List<SdkField<?>> fields;
    private final List<SdkField<?>> bodyFields = new ArrayList<>();
    private final Map<String, SdkField<?>> byRequestName = new LinkedHashMap<>();
    private final Map<String, SdkField<?>> byResponseName = new LinkedHashMap<>();
    private final Map<String, SdkField<?>> byMemberName = new LinkedHashMap<>();
    private final Optional<SdkField<?>> payload;
    private final Map<String, Set<String>> unserved;

    private Shape(Class<?> owner, List<SdkField<?>> fields, Map<String, Set<String>> unserved) {
        this.fields = fields;
        this.unserved = unserved;
        Optional<SdkField<?>> found = Optional.empty();
        for (SdkField<?> field : fields) {
            byRequestName.putIfAbsent(field.locationName(), field);
            byResponseName.putIfAbsent(field.unmarshallLocationName(), field);
            byMemberName.putIfAbsent(field.memberName(), field);
            if (field.location() == MarshallLocation.PAYLOAD) {
                bodyFields.add(field);
            }
            if (field.containsTrait(PayloadTrait.class)) {
                found = Optional.of(field);
            }
        }
        ElementOrder.sort(owner, bodyFields);
        this.payload = found;
    }

    /** The shape of an SDK value or of its builder. */
    public static Shape of(SdkPojo pojo) {
        Shape known = KNOWN.get(pojo.getClass());
        return known != null
                ? known
                : KNOWN.computeIfAbsent(pojo.getClass(), c -> new Shape(c, pojo.sdkFields(), UnservedMembers.of(c)));
    }

    public List<SdkField<?>> fields() {
        return fields;
    }

    /**
     * Refuses a name in a request that nothing here honours.
     *
     * @param name as this structure has it on the wire
     * @param path with what is around it, for the message
     * @param value what it says, where it is a text
     */
    void requireServed(String name, String path, @Nullable String value) {
        Set<String> taken = unserved.get(name);
        if (taken != null && !UnservedMembers.isTaken(taken, value)) {
            throw new InvalidValueException(InvalidValueException.Kind.NOT_SERVED, path, "");
        }
    }

    /** The fields that travel in the body, as they follow each other there. */
    public List<SdkField<?>> bodyFields() {
        return bodyFields;
    }

    public @Nullable SdkField<?> byRequestName(String name) {
        return byRequestName.get(name);
    }

    public @Nullable SdkField<?> byResponseName(String name) {
        return byResponseName.get(name);
    }

    /** By the name in AWS's service model. */
    public @Nullable SdkField<?> byMemberName(String name) {
        return byMemberName.get(name);
    }

    /** The field that is the whole body, where the service model says so. */
    public Optional<SdkField<?>> payload() {
        return payload;
    }

    /** The value of a field, or null where it was not set; an empty list that somebody set is a value. */
    public static @Nullable Object valueOf(SdkField<?> field, SdkPojo pojo) {
        Object value = field.getValueOrDefault(pojo);
        return value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap ? null : value;
    }

    /** The value that a builder builds. */
    public static Object build(SdkPojo builder) {
        return ((Buildable) builder).build();
    }

    static SdkField<?> elementOf(SdkField<?> list) {
        return list.getRequiredTrait(ListTrait.class).memberFieldInfo();
    }

    static SdkField<?> valueOfMap(SdkField<?> map) {
        return map.getRequiredTrait(MapTrait.class).valueFieldInfo();
    }

    /** The element's name in a list that is not flattened. */
    static String elementName(SdkField<?> list) {
        ListTrait trait = list.getRequiredTrait(ListTrait.class);
        String name = trait.memberLocationName();
        return name != null ? name : trait.memberFieldInfo().unmarshallLocationName();
    }
}
