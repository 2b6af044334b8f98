package dev.postern.wire.codec;

import dev.postern.wire.codec.InvalidValueException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a form or query string, in their order; the dots in their names make a tree. */
public final class Parameters {
    private static final int COUNT_MAX = 20_000;
    private static final int DEPTH_MAX = 24;

    private final Map<String, String> values;
    private final Set<String> repeated;

    private Parameters(Map<String, String> values, Set<String> repeated) {
        this.values = values;
        this.repeated = repeated;
    }

    /** Reads {@code application/x-www-form-urlencoded} text. The first of two equal names counts. */
    public static Parameters parse(String form) {
        return parse(form, false);
    }

    /** As {@link #parse}, but the last of two equal names counts. */
    public static Parameters parseLast(String form) {
        return parse(form, true);
    }

    private static Parameters parse(String form, boolean lastCounts) {
        Map<String, String> values = new LinkedHashMap<>();
        Set<String> repeated = new LinkedHashSet<>(0);
        for (Scanner scanner = new Scanner(form); scanner.next(); ) {
            String name = scanner.name();
            String value = scanner.value();
            if (values.putIfAbsent(name, value) != null) {
                repeated.add(name);
                if (lastCounts) {
                    values.put(name, value);
                }
            }
            if (values.size() > COUNT_MAX) {
                throw new InvalidValueException(Kind.TOO_MANY, name, "");
            }
        }
        return new Parameters(values, repeated);
    }

    /** The first value that a name has in a form; the rest of the form is not looked at. */
    public static Optional<String> find(String form, String name) {
        return find(form, name, false);
    }

    /** The last value that a name has in a form. */
    public static Optional<String> findLast(String form, String name) {
        return find(form, name, true);
    }

    private static Optional<String> find(String form, String name, boolean last) {
        Optional<String> found = Optional.empty();
        for (Scanner scanner = new Scanner(form); scanner.next(); ) {
            if (scanner.name().equals(name)) {
                found = Optional.of(scanner.value());
                if (!last) {
                    return found;
                }
            }
        }
        return found;
    }

    /** Goes through a form, parameter by parameter. */
    private static final class Scanner {
        private final String form;
        private int from;
        private int equals;
        private int end = -1;

        Scanner(String form) {
            this.form = form;
        }

        /** Goes to the next parameter that is not empty, if there is one. */
        boolean next() {
            do {
                from = end + 1;
                if (from >= form.length()) {
                    return false;
                }
                int ampersand = form.indexOf('&', from);
                end = ampersand < 0 ? form.length() : ampersand;
            } while (end == from);
            int sign = form.indexOf('=', from, end); // not to the form's end: there may be a million names without one
            equals = sign < 0 ? end : sign;
            return true;
        }

        String name() {
            return percentDecode(form.substring(from, equals), true);
        }

        /** Empty without an equals sign. */
        String value() {
            return percentDecode(form.substring(Math.min(equals + 1, end), end), true);
        }
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public Map<String, String> asMap() {
        return values;
    }

    /** The names that came more than once. */
    public Set<String> repeated() {
        return repeated;
    }

    /** A parameter's value, and the parameters whose names go on from it. */
    static final class Node {
        @Nullable
        String value;

        final Map<String, Node> children = new LinkedHashMap<>();
    }

    /** All parameters but those with the given names. */
    Node tree(Set<String> except) {
        Node root = new Node();
        values.forEach((name, value) -> {
            if (!except.contains(name)) {
                put(root, name, value);
            }
        });
        return root;
    }

    private static void put(Node root, String name, String value) {
        Node node = root;
        int from = 0;
        for (int depth = 0; from <= name.length(); depth++) {
            if (depth > DEPTH_MAX) {
                throw new InvalidValueException(Kind.TOO_DEEP, name, value);
            }
            int dot = name.indexOf('.', from);
            int end = dot < 0 ? name.length() : dot;
            node = node.children.computeIfAbsent(name.substring(from, end), n -> new Node());
            from = end + 1;
        }
        node.value = value;
    }

    /** Undoes percent-encoding; what is not a valid escape stands for itself. */
    public static String percentDecode(String text, boolean plusIsSpace) {
        int first = text.indexOf('%');
        int plus = plusIsSpace ? text.indexOf('+') : -1;
        if (plus >= 0 && (first < 0 || plus < first)) {
            first = plus;
        }
        return first < 0 ? text : decodeFrom(first, text, plusIsSpace);
    }

    private static String decodeFrom(int first, String text, boolean plusIsSpace) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[raw.length];
        int from = text.substring(0, first).getBytes(StandardCharsets.UTF_8).length;
        System.arraycopy(raw, 0, bytes, 0, from);
        int to = from;
        for (int i = from; i < raw.length; i++) {
            byte b = raw[i];
            int high = b == '%' && i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
            if (low >= 0) {
                bytes[to++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[to++] = b == '+' && plusIsSpace ? (byte) ' ' : b;
            }
        }
        return new String(bytes, 0, to, StandardCharsets.UTF_8);
    }
}
