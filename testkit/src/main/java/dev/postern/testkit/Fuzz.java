package dev.postern.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Spoils real inputs, as little as possible: what is nearly right comes farthest. {@code ./check fuzz} tries more cases than CI does
 * ({@code -Dfuzz.times}); each case is a seed of {@link Seeds}.
 */
public final class Fuzz {
    private static final int BYTES_MAX = 200_000;
    private static final int REPEATED_MAX = 3_000;

    /** What parsers trip over, of all formats: a piece of one format is a surprise in another. */
    private static final List<String> PIECES = List.of(
            "\0",
            "\r\n",
            "\n",
            "\t",
            " ",
            "%00",
            "%",
            "%2",
            "%zz",
            "%25",
            "+",
            "&",
            "=",
            ";",
            ",",
            ":",
            "/",
            "//",
            "/../",
            "..",
            "?",
            "#",
            "\"",
            "'",
            "\\",
            "{",
            "}",
            "[",
            "]",
            "<",
            ">",
            "</",
            "/>",
            "<!DOCTYPE a [<!ENTITY b \"c\">]>",
            "&b;",
            "&#x0;",
            "&#65;",
            "<![CDATA[",
            "]]>",
            "<!--",
            "<?xml version=\"1.1\"?>",
            "-1",
            "0",
            "00",
            "1e9",
            "2147483648",
            "9223372036854775808",
            "-9223372036854775809",
            "99999999999999999999999999",
            "NaN",
            "0x10",
            "null",
            "true",
            "\u00e4",
            "\ud83d\ude00",
            "\uffff",
            "\u202e",
            "\u0130",
            "${",
            "${aws:username",
            "*",
            "20260101T000000Z",
            "arn:aws:s3:::",
            "arn:::::",
            "Infinity",
            "2026-02-30T00:00:00Z",
            "member.1",
            ".1",
            ".0",
            ".-1",
            ".999999999");

    private Fuzz() {}

    /** How many cases to try. */
    public static int cases(int usual) {
        return usual * Integer.getInteger("fuzz.times", 1);
    }

    /**
     * An input with one to four faults.
     *
     * @param others more inputs of the same kind, from which pieces are taken
     */
    public static byte[] spoil(byte[] input, List<byte[]> others, Random random) {
        byte[] spoilt = input.clone();
        int faults = 1 + random.nextInt(4);
        for (int i = 0; i < faults; i++) {
            spoilt = once(spoilt, others, random);
        }
        return spoilt.length <= BYTES_MAX ? spoilt : Arrays.copyOf(spoilt, BYTES_MAX);
    }

    /** The same for text. */
    public static String spoil(String input, List<String> others, Random random) {
        List<byte[]> bytes = others.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        return new String(
                spoil(input.getBytes(StandardCharsets.UTF_8), bytes, random),
                random.nextInt(8) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private static byte[] once(byte[] input, List<byte[]> others, Random random) {
        int from = random.nextInt(input.length + 1);
        int to = Math.min(input.length, from + random.nextInt(1 + Math.min(input.length, 1 << random.nextInt(8))));
        byte[] part = Arrays.copyOfRange(input, from, to);
        return switch (random.nextInt(8)) {
            case 0 ->
                joined(
                        input,
                        from,
                        from,
                        PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
            case 1 ->
                joined(
                        input,
                        from,
                        to,
                        PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
            case 2 -> joined(input, from, to, new byte[0]);
            case 3 -> joined(input, from, from, part);
            case 4 -> joined(input, from, to, otherPart(others, random));
            case 5 -> flipped(input, random);
            case 6 -> random.nextInt(4) == 0 ? Arrays.copyOf(input, from) : flipped(input, random);
            default ->
                random.nextInt(16) == 0 ? joined(input, from, from, repeated(part, random)) : flipped(input, random);
        };
    }

    private static byte[] joined(byte[] input, int from, int to, byte[] between) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(input.length + between.length);
        out.write(input, 0, from);
        out.writeBytes(between);
        out.write(input, to, input.length - to);
        return out.toByteArray();
    }

    private static byte[] otherPart(List<byte[]> others, Random random) {
        if (others.isEmpty()) {
            return new byte[0];
        }
        byte[] other = others.get(random.nextInt(others.size()));
        int from = random.nextInt(other.length + 1);
        return Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from + 1));
    }

    private static byte[] flipped(byte[] input, Random random) {
        if (input.length > 0) {
            int at = random.nextInt(input.length);
            input[at] = random.nextBoolean() ? (byte) (input[at] ^ 1 << random.nextInt(8)) : (byte) random.nextInt(256);
        }
        return input;
    }

    private static byte[] repeated(byte[] part, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int times = random.nextInt(REPEATED_MAX);
        for (int i = 0; i < times && out.size() < BYTES_MAX; i++) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
