package dev.postern.model.route53;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An absolute domain name as Route 53 writes it: in lower case, with a final dot, and with {@code \ooo} for each byte that is neither a
 * letter, a digit, a hyphen nor an underscore, so that a wildcard is {@code \052.example.com.}
 *
 * @see <a href="https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DomainNameFormat.html">DNS domain name format</a>
 */
public record DnsName(String text) implements Comparable<DnsName> {
    public static final DnsName ROOT = new DnsName(".");
    private static final String WILDCARD = "\\052";
    private static final int LABEL_BYTES_MAX = 63;
    private static final int NAME_BYTES_MAX = 255;

    public DnsName {
        boolean rooted = text.endsWith(".") && (text.length() == 1 || (!text.startsWith(".") && !text.contains("..")));
        if (!rooted) {
            throw new IllegalArgumentException("not an absolute name: " + text);
        }
    }

    /** The name with these labels, of any bytes, most specific first. */
    public static DnsName ofLabels(List<byte[]> labels) {
        StringBuilder text = new StringBuilder();
        labels.forEach(label -> text.append(escaped(label)).append('.'));
        return labels.isEmpty() ? ROOT : new DnsName(text.toString());
    }

    /**
     * Reads what a person wrote, with or without the final dot.
     *
     * @return empty if it cannot be a name: an empty label, more than 63 bytes in one, or more than 255 in all
     */
    public static Optional<DnsName> parse(String written) {
        String name = written.endsWith(".") && !written.endsWith("\\.")
                ? written.substring(0, written.length() - 1)
                : written;
        List<byte[]> labels = new ArrayList<>();
        for (String label : name.split("\\.", -1)) {
            byte[] bytes = bytes(label);
            if (bytes.length == 0 || bytes.length > LABEL_BYTES_MAX) {
                return Optional.empty();
            }
            labels.add(bytes);
        }
        int size = labels.stream().mapToInt(label -> label.length + 1).sum() + 1;
        return size > NAME_BYTES_MAX ? Optional.empty() : Optional.of(ofLabels(labels));
    }

    /** Whether it is the other name or below it. */
    public boolean isWithin(DnsName other) {
        return other.equals(ROOT) || text.equals(other.text) || text.endsWith("." + other.text);
    }

    public boolean isWildcard() {
        return text.startsWith(WILDCARD + ".");
    }

    /** The name directly above; the root's is the root. */
    public DnsName parent() {
        String above = text.substring(text.indexOf('.') + 1);
        return above.isEmpty() ? ROOT : new DnsName(above);
    }

    /** The wildcard whose records stand for the names below this one that are not there. */
    public DnsName wildcard() {
        return new DnsName(WILDCARD + "." + (equals(ROOT) ? "" : text));
    }

    /** The names above, from the nearest up to and with one of them. */
    public List<DnsName> upTo(DnsName top) {
        List<DnsName> names = new ArrayList<>();
        for (DnsName name = this; !name.equals(top) && !name.equals(ROOT); ) {
            name = name.parent();
            names.add(name);
        }
        return Collections.unmodifiableList(names);
    }

    /** This name and all above it, without the root. */
    public List<DnsName> andAbove() {
        List<DnsName> names = new ArrayList<>();
        for (DnsName name = this; !name.equals(ROOT); name = name.parent()) {
            names.add(name);
        }
        return Collections.unmodifiableList(names);
    }

    /** The labels in the order in which Route 53 lists names: {@code com.example.www.} */
    public String reversed() {
        List<String> labels = List.of(text.split("\\.", -1));
        StringBuilder reversed = new StringBuilder();
        labels.reversed().stream()
                .filter(label -> !label.isEmpty())
                .forEach(label -> reversed.append(label).append('.'));
        return reversed.toString();
    }

    /** Without the final dot, as people say it, and with the star of a wildcard. */
    public String spoken() {
        String spoken = isWildcard() ? "*" + text.substring(WILDCARD.length()) : text;
        return spoken.length() > 1 ? spoken.substring(0, spoken.length() - 1) : spoken;
    }

    private static String escaped(byte[] label) {
        StringBuilder text = new StringBuilder();
        for (byte b : label) {
            int c = b & 0xff;
            int lower = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
            boolean plain =
                    (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') || lower == '-' || lower == '_';
            text.append(plain ? String.valueOf((char) lower) : String.format(Locale.ROOT, "\\%03o", lower));
        }
        return text.toString();
    }

    /** The bytes of a label as it is written; what is not ASCII stands for its UTF-8. */
    private static byte[] bytes(String label) {
        StringBuilder latin = new StringBuilder();
        for (int i = 0; i < label.length(); i++) {
            if (label.charAt(i) == '\\' && label.substring(i).matches("\\\\[0-3][0-7][0-7].*")) {
                latin.append((char) Integer.parseInt(label.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                int end = label.offsetByCodePoints(i, 1);
                latin.append(new String(
                        label.substring(i, end).getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
                i = end - 1;
            }
        }
        return latin.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int compareTo(DnsName other) {
        return reversed().compareTo(other.reversed());
    }

    @Override
    public String toString() {
        return text;
    }
}
