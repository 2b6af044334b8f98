package dev.postern.services.dynamodb;

import dev.postern.model.dynamodb.AttributeValue;
import dev.postern.model.dynamodb.Binary;
import dev.postern.model.dynamodb.Item;
import dev.postern.model.dynamodb.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;

/** Values as requests and answers have them, and as they are kept. What cannot be kept is refused in AWS's words. */
final class Values {
    private static final int DEPTH_MAX = 32;
    private static final String SEVERAL = "Supplied AttributeValue has more than one datatypes set,"
            + " must contain exactly one of the supported datatypes";
    private static final String NONE =
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";

    private Values() {}

    /** The attributes of an item, or of a key. */
    static Item item(Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> attributes) {
        return Item.of(values(attributes, 0));
    }

    /** A value of a request. */
    static AttributeValue value(software.amazon.awssdk.services.dynamodb.model.AttributeValue value) {
        return value(value, 0);
    }

    private static Map<String, AttributeValue> values(
            Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> attributes, int depth) {
        LinkedHashMap<String, AttributeValue> values = LinkedHashMap.newLinkedHashMap(attributes.size());
        attributes.forEach((name, value) -> values.put(name, value(value, depth)));
        return values;
    }

    private static AttributeValue value(
            software.amazon.awssdk.services.dynamodb.model.AttributeValue value, int depth) {
        if (depth > DEPTH_MAX) {
            throw DynamoDbError.VALIDATION.of("Nesting Levels have exceeded supported limits: Attributes in the item"
                    + " have nested levels beyond supported limit");
        }
        List<AttributeValue> found = new ArrayList<>(1);
        if (value.s() != null) {
            found.add(new AttributeValue.S(value.s()));
        }
        if (value.n() != null) {
            found.add(new AttributeValue.N(number(value.n())));
        }
        if (value.b() != null) {
            found.add(new AttributeValue.B(binary(value.b())));
        }
        if (value.bool() != null) {
            found.add(new AttributeValue.Bool(value.bool()));
        }
        if (value.nul() != null) {
            if (!value.nul()) {
                throw DynamoDbError.invalid("Null attribute value types must have the value of true");
            }
            found.add(new AttributeValue.Null());
        }
        sets(value).forEach(found::add);
        if (value.hasL()) {
            found.add(new AttributeValue.L(
                    value.l().stream().map(one -> value(one, depth + 1)).toList()));
        }
        if (value.hasM()) {
            found.add(AttributeValue.M.of(values(value.m(), depth + 1)));
        }
        if (found.size() != 1) {
            throw DynamoDbError.VALIDATION.of(found.isEmpty() ? NONE : SEVERAL);
        }
        return found.getFirst();
    }

    private static Stream<AttributeValue> sets(software.amazon.awssdk.services.dynamodb.model.AttributeValue value) {
        List<AttributeValue> found = new ArrayList<>(1);
        if (value.hasSs()) {
            requireSome(value.ss(), "An string set  may not be empty");
            requireDistinct(
                    value.ss(), "One or more parameter values were invalid: Input collection %s contains duplicates.");
            found.add(AttributeValue.StringSet.of(value.ss()));
        }
        if (value.hasNs()) {
            requireSome(value.ns(), "An number set  may not be empty");
            List<BigDecimal> numbers = value.ns().stream().map(Values::number).toList();
            requireDistinct(numbers, "Input collection contains duplicates");
            found.add(AttributeValue.NumberSet.of(numbers));
        }
        if (value.hasBs()) {
            requireSome(value.bs(), "Binary sets should not be empty");
            List<Binary> binaries = value.bs().stream().map(Values::binary).toList();
            requireDistinct(
                    binaries,
                    "One or more parameter values were invalid: Input collection %s of type BS contains duplicates.");
            found.add(AttributeValue.BinarySet.of(binaries));
        }
        return found.stream();
    }

    private static void requireSome(Collection<?> elements, String error) {
        if (elements.isEmpty()) {
            throw DynamoDbError.invalid(error);
        }
    }

    private static void requireDistinct(Collection<?> elements, String error) {
        if (new HashSet<>(elements).size() < elements.size()) {
            String shown = elements.stream().map(Object::toString).toList().toString();
            throw DynamoDbError.VALIDATION.of(error.replace("%s", shown));
        }
    }

    private static BigDecimal number(String text) {
        try {
            return Numbers.parse(text);
        } catch (Numbers.NotANumber e) {
            throw DynamoDbError.VALIDATION.of(e.text());
        }
    }

    private static Binary binary(SdkBytes bytes) {
        return Binary.of(bytes.asByteArrayUnsafe());
    }

    /** Attributes as answers have them. */
    static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> shown(Item item) {
        return shown(item.attributes());
    }

    private static Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> shown(
            Map<String, AttributeValue> values) {
        Map<String, software.amazon.awssdk.services.dynamodb.model.AttributeValue> shown = new LinkedHashMap<>();
        values.forEach((name, value) -> shown.put(name, shown(value)));
        return shown;
    }

    static software.amazon.awssdk.services.dynamodb.model.AttributeValue shown(AttributeValue value) {
        var builder = software.amazon.awssdk.services.dynamodb.model.AttributeValue.builder();
        return switch (value) {
            case AttributeValue.S s -> builder.s(s.value()).build();
            case AttributeValue.N n -> builder.n(Numbers.format(n.value())).build();
            case AttributeValue.B b -> builder.b(bytes(b.value())).build();
            case AttributeValue.Bool bool -> builder.bool(bool.value()).build();
            case AttributeValue.Null _ -> builder.nul(true).build();
            case AttributeValue.StringSet set -> builder.ss(set.values()).build();
            case AttributeValue.NumberSet set ->
                builder.ns(set.values().stream().map(Numbers::format).toList()).build();
            case AttributeValue.BinarySet set ->
                builder.bs(set.values().stream().map(Values::bytes).toList()).build();
            case AttributeValue.L list ->
                builder.l(list.values().stream().map(Values::shown).toList()).build();
            case AttributeValue.M map -> builder.m(shown(map.values())).build();
        };
    }

    private static SdkBytes bytes(Binary binary) {
        return SdkBytes.fromByteArrayUnsafe(binary.toBytes());
    }
}
