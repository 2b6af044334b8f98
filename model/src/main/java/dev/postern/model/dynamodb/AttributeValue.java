package dev.postern.model.dynamodb;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A value of an attribute. Sets are equal whatever the order of their elements; lists are not. Equal values have the same text.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html">AttributeValue</a>
 */
public sealed interface AttributeValue {
    /** The types, by the names that they have on the wire. */
    enum Type {
        S,
        N,
        B,
        SS,
        NS,
        BS,
        L,
        M,
        BOOL,
        NULL
    }

    Type type();

    /**
     * The bytes that it takes.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html">Item sizes</a>
     */
    int size();

    /** Text. */
    record S(String value) implements AttributeValue {
        @Override
        public Type type() {
            return Type.S;
        }

        @Override
        public int size() {
            return Item.bytes(value);
        }
    }

    /**
     * A number.
     *
     * @param value in the one form that {@link Numbers} gives it
     */
    record N(BigDecimal value) implements AttributeValue {
        /** Reads one, as {@link Numbers#parse} does. */
        public static N of(String text) {
            return new N(Numbers.parse(text));
        }

        @Override
        public Type type() {
            return Type.N;
        }

        @Override
        public int size() {
            return Numbers.size(value);
        }
    }

    /** Bytes. */
    record B(Binary value) implements AttributeValue {
        @Override
        public Type type() {
            return Type.B;
        }

        @Override
        public int size() {
            return value.length();
        }
    }

    /** Truth. */
    record Bool(boolean value) implements AttributeValue {
        @Override
        public Type type() {
            return Type.BOOL;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** What is there and unknown. */
    record Null() implements AttributeValue {
        @Override
        public Type type() {
            return Type.NULL;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** Texts, each once. */
    record StringSet(SequencedSet<String> values) implements AttributeValue {
        public StringSet {
            values = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(values));
        }

        public static StringSet of(Collection<String> values) {
            return new StringSet(new LinkedHashSet<>(values));
        }

        @Override
        public Type type() {
            return Type.SS;
        }

        @Override
        public int size() {
            return values.stream().mapToInt(Item::bytes).sum();
        }

        @Override
        public String toString() {
            return "SS" + new TreeSet<>(values);
        }
    }

    /** Numbers, each once. */
    record NumberSet(SequencedSet<BigDecimal> values) implements AttributeValue {
        public NumberSet {
            values = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(values));
        }

        public static NumberSet of(Collection<BigDecimal> values) {
            return new NumberSet(new LinkedHashSet<>(values));
        }

        @Override
        public Type type() {
            return Type.NS;
        }

        @Override
        public int size() {
            return values.stream().mapToInt(Numbers::size).sum();
        }

        @Override
        public String toString() {
            return "NS" + new TreeSet<>(values);
        }
    }

    /** Strings of bytes, each once. */
    record BinarySet(SequencedSet<Binary> values) implements AttributeValue {
        public BinarySet {
            values = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(values));
        }

        public static BinarySet of(Collection<Binary> values) {
            return new BinarySet(new LinkedHashSet<>(values));
        }

        @Override
        public Type type() {
            return Type.BS;
        }

        @Override
        public int size() {
            return values.stream().mapToInt(Binary::length).sum();
        }

        @Override
        public String toString() {
            return "BS" + new TreeSet<>(values);
        }
    }

    /** Values in an order. */
    record L(List<AttributeValue> values) implements AttributeValue {
        public L {
            values = List.copyOf(values);
        }

        @Override
        public Type type() {
            return Type.L;
        }

        @Override
        public int size() {
            return 3 + values.stream().mapToInt(value -> 1 + value.size()).sum();
        }
    }

    /** Values by names. */
    record M(SequencedMap<String, AttributeValue> values) implements AttributeValue {
        public M {
            values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
        }

        public static M of(Map<String, AttributeValue> values) {
            return new M(new LinkedHashMap<>(values));
        }

        @Override
        public Type type() {
            return Type.M;
        }

        @Override
        public int size() {
            return 3
                    + values.entrySet().stream()
                            .mapToInt(e ->
                                    1 + Item.bytes(e.getKey()) + e.getValue().size())
                            .sum();
        }

        @Override
        public String toString() {
            return "M" + new TreeMap<>(values);
        }
    }
}
