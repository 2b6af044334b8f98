package dev.postern.wire.codec;

import dev.postern.wire.codec.InvalidValueException.Kind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;

/** Texts of single values. */
public final class Scalars {
    private static final DateTimeFormatter ISO_MILLIS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter ISO_SECONDS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter RFC_822 = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private Scalars() {}

    /** {@code 2024-01-31T09:00:00.000Z}, as EC2 and S3 write time. */
    public static String isoMillis(Instant time) {
        return ISO_MILLIS.format(time);
    }

    /** {@code 2024-01-31T09:00:00Z}, as IAM and STS write time. */
    public static String isoSeconds(Instant time) {
        return ISO_SECONDS.format(time);
    }

    /** {@code Wed, 31 Jan 2024 09:00:00 GMT}, as HTTP headers write time. */
    public static String httpDate(Instant time) {
        return RFC_822.format(time);
    }

    static Format timestampFormat(SdkField<?> field, Format unlessSaid) {
        return field.getOptionalTrait(TimestampFormatTrait.class)
                .map(TimestampFormatTrait::format)
                .orElse(unlessSaid);
    }

    /** The text of a value that is neither structure, list nor map. */
    static String format(SdkField<?> field, Object value, Format timestamps, boolean fractions) {
        return switch (value) {
            case String text -> text;
            case Instant time ->
                switch (timestampFormat(field, timestamps)) {
                    case ISO_8601 -> fractions ? isoMillis(time) : isoSeconds(time);
                    case RFC_822 -> httpDate(time);
                    case UNIX_TIMESTAMP -> Long.toString(time.getEpochSecond());
                    case UNIX_TIMESTAMP_MILLIS -> Long.toString(time.toEpochMilli());
                };
            case SdkBytes bytes -> Base64.getEncoder().encodeToString(bytes.asByteArrayUnsafe());
            case BigDecimal number -> number.toPlainString();
            default -> value.toString();
        };
    }

    /**
     * Reads a value.
     *
     * @param name for the error
     */
    static Object parse(SdkField<?> field, String text, String name) {
        try {
            return switch (field.marshallingType().getKnownType()) {
                case STRING -> text;
                case INTEGER -> Integer.valueOf(text.strip());
                case LONG -> Long.valueOf(text.strip());
                case SHORT -> Short.valueOf(text.strip());
                case BYTE -> Byte.valueOf(text.strip());
                case FLOAT -> Float.valueOf(text.strip());
                case DOUBLE -> Double.valueOf(text.strip());
                case BIG_DECIMAL -> new BigDecimal(text.strip());
                case BOOLEAN -> parseBoolean(text.strip(), name);
                case INSTANT -> parseInstant(text.strip(), name);
                case SDK_BYTES -> parseBytes(text, name);
                case NULL, SDK_POJO, LIST, MAP, DOCUMENT ->
                    throw new InvalidValueException(Kind.NOT_A_STRUCTURE, name, text);
            };
        } catch (NumberFormatException e) {
            throw new InvalidValueException(
                    switch (field.marshallingType().getKnownType()) {
                        case FLOAT, DOUBLE, BIG_DECIMAL -> Kind.NOT_A_NUMBER;
                        default -> Kind.NOT_AN_INTEGER;
                    },
                    name,
                    text);
        }
    }

    private static Boolean parseBoolean(String text, String name) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Boolean.TRUE;
            case "false", "0" -> Boolean.FALSE;
            default -> throw new InvalidValueException(Kind.NOT_A_BOOLEAN, name, text);
        };
    }

    private static SdkBytes parseBytes(String text, String name) {
        try {
            return SdkBytes.fromByteArrayUnsafe(Base64.getMimeDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException(Kind.NOT_BASE64, name, text);
        }
    }

    /** Reads ISO 8601 with any offset, the date of an HTTP header, or seconds since 1970. */
    static Instant parseInstant(String text, String name) {
        try {
            if (!text.isEmpty() && Character.isLetter(text.charAt(0))) {
                return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
            }
            if (text.indexOf('T') > 0) {
                return OffsetDateTime.parse(text).toInstant();
            }
            BigDecimal seconds = new BigDecimal(text);
            long whole = seconds.longValue();
            return Instant.ofEpochSecond(
                    whole,
                    seconds.subtract(BigDecimal.valueOf(whole))
                            .movePointRight(9)
                            .longValue());
        } catch (DateTimeException | NumberFormatException e) {
            throw new InvalidValueException(Kind.NOT_A_TIMESTAMP, name, text);
        }
    }
}
