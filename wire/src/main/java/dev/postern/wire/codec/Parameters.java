package dev.postern.wire.codec;

import dev.postern.wire.codec.InvalidValueException.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parameters of a form or query string, in their order; the dots in their names make a tree. */
public final class Parameters {
    private static final int COUNT_MAX = 20_000;
    private static final int DEPTH_MAX = 24;

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /** Reads {@code application/x-www-form-urlencoded} text. The first of two equal names counts. */
    public static Parameters parse(String form) {
        Map<String, String> values = new LinkedHashMap<>();
        int from = 0;
        while (from < form.length()) {
            int end = form.indexOf('&', from);
            end = end < 0 ? form.length() : end;
            int equals = form.indexOf('=', from);
            if (end > from) {
                boolean named = equals >= 0 && equals < end;
                String name = percentDecode(form.substring(from, named ? equals : end), true);
                values.putIfAbsent(name, named ? percentDecode(form.substring(equals + 1, end), true) : "");
                if (values.size() > COUNT_MAX) {
                    throw new InvalidValueException(Kind.TOO_MANY, name, "");
                }
            }
            from = end + 1;
        }
        return new Parameters(values);
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public Map<String, String> asMap() {
        return values;
    }

    /** A parameter's value, and the parameters whose names go on from it. */
    static final class Node {
        @Nullable
        String value;

        final Map<String, Node> children = new LinkedHashMap<>();
    }

    /** All parameters but those with the given names. */
    Node tree(java.util.Set<String> except) {
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
        int i = 0;
        while (i < text.length() && text.charAt(i) != '%' && (text.charAt(i) != '+' || !plusIsSpace)) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 3);
        bytes.put(text.substring(0, i).getBytes(StandardCharsets.UTF_8));
        while (i < text.length()) {
            char c = text.charAt(i);
            int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
            if (low >= 0) {
                bytes.put((byte) (high << 4 | low));
                i += 3;
            } else if (c == '+' && plusIsSpace) {
                bytes.put((byte) ' ');
                i++;
            } else {
                int codePoint = text.codePointAt(i);
                bytes.put(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(codePoint);
            }
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    }
}
