package dev.postern.wire.sigv4;

import dev.postern.wire.ApiException;
import dev.postern.wire.codec.InvalidValueException;
import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpRequest;
import dev.postern.wire.s3.S3ProtocolError;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request's signature as it came, in the Authorization header or (presigned) in the query string; not yet verified.
 *
 * @param timestamp as signed, {@code 20260102T030405Z}
 * @param scope {@code DATE/REGION/SERVICE/aws4_request}
 * @param signedHeaders lower case, as listed
 * @param value the signature, in hex
 * @param token the session token; may be empty
 * @param validFor how long from its time on a presigned request is valid; zero for one with a header
 */
public record Signature(
        String accessKeyId,
        String timestamp,
        String date,
        String region,
        String service,
        String scope,
        List<String> signedHeaders,
        String value,
        String token,
        boolean presigned,
        Duration validFor) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String UNSUPPORTED =
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.";
    private static final long VALID_SECONDS_MAX = Duration.ofDays(7).toSeconds();
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<String> ONCE =
            List.of("x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "date");
    private static final String CREDENTIAL_FORM =
            "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".";

    @Override
    public String toString() {
        return "Signature[" + accessKeyId + ", " + scope + "]"; // never the token, nor what was signed
    }

    static String format(Instant time) {
        return TIMESTAMP.format(time);
    }

    Instant time() {
        return parseTimestamp(timestamp).orElseThrow();
    }

    /**
     * The service that the request says it was signed for, without judging anything; empty if it is not signed.
     */
    public static Optional<String> serviceOf(HttpRequest request) {
        return partOf(request, 2);
    }

    /** The Region that the request says it was signed for, as {@link #serviceOf}. */
    public static Optional<String> regionOf(HttpRequest request) {
        return partOf(request, 3);
    }

    /** A part of the scope, counted from its end. */
    private static Optional<String> partOf(HttpRequest request, int fromEnd) {
        String header = request.headers().firstOrNull("authorization");
        String credential = header != null ? parameter(header, "Credential=") : presignedCredential(request.query());
        String[] parts = credential.split("/", -1);
        return parts.length >= 5 ? Optional.of(parts[parts.length - fromEnd]) : Optional.empty();
    }

    private static String presignedCredential(String query) {
        String name = "X-Amz-Credential=";
        int at = query.indexOf(name);
        if (at < 0) {
            return "";
        }
        int end = query.indexOf('&', at);
        return Parameters.percentDecode(query.substring(at + name.length(), end < 0 ? query.length() : end), true);
    }

    /**
     * The request's signature; empty if it has none of version 4.
     *
     * @throws ApiException if it is malformed
     */
    public static Optional<Signature> find(HttpRequest request, ErrorStyle style) {
        String header = request.headers().firstOrNull("authorization");
        String query = request.query();
        boolean inQuery = isSigned(query);
        boolean old = style == ErrorStyle.S3 && UrlSignatureV2.isIn(request.queryString());
        if (old && inQuery) {
            throw severalMechanisms(style, "");
        }
        if (header != null) {
            if (inQuery || old || request.headers().isRepeated("authorization")) {
                throw severalMechanisms(style, header);
            }
            requireOnce(request, style);
            return Optional.of(fromHeader(request, header, style));
        }
        if (inQuery) {
            return Optional.of(fromQuery(parameters(request, style), style));
        }
        if (!old && query.contains("Signature=") && query.contains("AWSAccessKeyId=")) {
            throw unsupported(style);
        }
        return Optional.empty();
    }

    private static boolean isSigned(String query) {
        return query.contains("X-Amz-Signature=")
                || query.contains("X-Amz-Credential=")
                || query.contains("X-Amz-Algorithm=");
    }

    private static ApiException severalMechanisms(ErrorStyle style, String header) {
        String text =
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string"
                        + " parameter or the Authorization header should be specified";
        return style == ErrorStyle.S3 ? authorization(text, header) : Refusal.malformed(style, false, text);
    }

    /** Whoever reads the first of two values, and whoever reads the last, would see two requests. */
    private static void requireOnce(HttpRequest request, ErrorStyle style) {
        for (String name : ONCE) {
            if (request.headers().isRepeated(name)) {
                throw Refusal.malformed(style, false, "the header " + name + " must be given once");
            }
        }
    }

    private static Parameters parameters(HttpRequest request, ErrorStyle style) {
        Parameters parameters;
        try {
            parameters = request.queryString().parameters();
        } catch (InvalidValueException e) {
            throw Refusal.malformed(style, true, "The query string has too many parameters");
        }
        for (String name : parameters.repeated()) {
            if (name.startsWith("X-Amz-")) {
                throw Refusal.malformed(style, true, "The query parameter " + name + " must be given once");
            }
        }
        return parameters;
    }

    private static ApiException unsupported(ErrorStyle style) {
        return style == ErrorStyle.S3 ? Refusal.unsupportedMechanism() : Refusal.malformed(style, false, UNSUPPORTED);
    }

    private static ApiException authorization(String text, String header) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("ArgumentName", "Authorization");
        details.put("ArgumentValue", header);
        return new ApiException(S3ProtocolError.INVALID_ARGUMENT, text, details);
    }

    private static Signature fromHeader(HttpRequest request, String header, ErrorStyle style) {
        if (!header.startsWith(ALGORITHM + " ")) {
            if (style == ErrorStyle.S3 && !header.startsWith("AWS")) {
                throw authorization("Unsupported Authorization Type", header);
            }
            throw unsupported(style);
        }
        String credential = onlyParameter(header, "Credential=", style);
        String signedHeaders = onlyParameter(header, "SignedHeaders=", style);
        String value = onlyParameter(header, "Signature=", style);
        String date = request.headers().firstOrNull("x-amz-date");
        if (date == null) {
            date = rfcDate(request.headers().firstOrNull("date"));
        }
        StringBuilder missing = new StringBuilder();
        require(missing, credential, "'Credential' parameter.");
        require(missing, value, "'Signature' parameter.");
        require(missing, signedHeaders, "'SignedHeaders' parameter.");
        require(missing, date, "existence of either a 'X-Amz-Date' or a 'Date' header.");
        if (!missing.isEmpty()) {
            throw Refusal.malformed(style, false, missing + " Authorization=" + header);
        }
        String token = request.headers().firstOrNull("x-amz-security-token");
        return create(credential, date, signedHeaders, value, token == null ? "" : token, false, Duration.ZERO, style);
    }

    private static void require(StringBuilder missing, String text, String what) {
        if (text.isEmpty()) {
            missing.append(missing.isEmpty() ? "" : " ")
                    .append("Authorization header requires ")
                    .append(what);
        }
    }

    private static String rfcDate(@org.jspecify.annotations.Nullable String text) {
        if (text == null) {
            return "";
        }
        try {
            return format(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from));
        } catch (DateTimeException e) {
            return parseTimestamp(text).isPresent() ? text : "";
        }
    }

    private static Signature fromQuery(Parameters query, ErrorStyle style) {
        Optional<String> credential = query.find("X-Amz-Credential");
        Optional<String> value = query.find("X-Amz-Signature");
        Optional<String> date = query.find("X-Amz-Date");
        Optional<String> signedHeaders = query.find("X-Amz-SignedHeaders");
        Optional<String> algorithm = query.find("X-Amz-Algorithm");
        Optional<String> expires = style == ErrorStyle.S3
                ? query.find("X-Amz-Expires")
                : query.find("X-Amz-Expires").or(() -> Optional.of("900"));
        if (credential.isEmpty()
                || value.isEmpty()
                || date.isEmpty()
                || signedHeaders.isEmpty()
                || algorithm.isEmpty()
                || expires.isEmpty()) {
            throw Refusal.malformed(
                    style,
                    true,
                    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
                            + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        }
        if (!algorithm.get().equals(ALGORITHM)) {
            throw Refusal.malformed(
                    style, true, "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"");
        }
        return create(
                credential.get(),
                date.get(),
                signedHeaders.get(),
                value.get(),
                query.find("X-Amz-Security-Token").orElse(""),
                true,
                validity(expires.get(), style),
                style);
    }

    private static Duration validity(String expires, ErrorStyle style) {
        long seconds;
        try {
            seconds = Long.parseLong(expires);
        } catch (NumberFormatException e) {
            throw Refusal.malformed(style, true, "X-Amz-Expires should be a number");
        }
        if (seconds < 0) {
            throw Refusal.malformed(style, true, "X-Amz-Expires must be non-negative");
        }
        if (seconds > VALID_SECONDS_MAX) {
            throw Refusal.malformed(
                    style,
                    true,
                    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less"
                            + " than 604800 seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    private static Signature create(
            String credential,
            String timestamp,
            String signedHeaders,
            String value,
            String token,
            boolean presigned,
            Duration validFor,
            ErrorStyle style) {
        // An access key id may hold slashes, in theory; the other four parts may not.
        String[] parts = credential.split("/", -1);
        int last = parts.length - 1;
        if (last < 4 || !parts[last].equals("aws4_request") || parts[last - 3].length() != 8) {
            throw Refusal.malformed(
                    style,
                    presigned,
                    (presigned ? "Error parsing the X-Amz-Credential parameter; " : "") + CREDENTIAL_FORM);
        }
        String scope = String.join("/", parts[last - 3], parts[last - 2], parts[last - 1], parts[last]);
        if (parseTimestamp(timestamp).isEmpty()) {
            throw Refusal.malformed(
                    style, presigned, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        }
        if (!timestamp.startsWith(parts[last - 3])) {
            throw Refusal.malformed(
                    style,
                    presigned,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                            + parts[last - 3] + "' != '" + timestamp.substring(0, 8) + "', from '" + timestamp + "'.");
        }
        List<String> headers = new ArrayList<>();
        for (String name : signedHeaders.split(";", -1)) {
            headers.add(name.toLowerCase(Locale.ROOT));
        }
        if (!headers.contains("host")) {
            throw Refusal.malformed(
                    style, presigned, "'Host' or ':authority' must be a 'SignedHeader' in the AWS" + " Authorization.");
        }
        return new Signature(
                credential.substring(0, credential.length() - scope.length() - 1),
                timestamp,
                parts[last - 3],
                parts[last - 2],
                parts[last - 1],
                scope,
                headers,
                value,
                token,
                presigned,
                validFor);
    }

    private static String onlyParameter(String header, String name, ErrorStyle style) {
        int at = indexOf(header, name, 0);
        if (at >= 0 && indexOf(header, name, at + 1) >= 0) {
            throw Refusal.malformed(style, false, "'" + name.replace("=", "") + "' must be given once.");
        }
        return parameter(header, name);
    }

    /** Where a parameter is; its name must not be found inside another one's. */
    private static int indexOf(String header, String name, int from) {
        int at = header.indexOf(name, from);
        while (at > 0 && header.charAt(at - 1) != ' ' && header.charAt(at - 1) != ',') {
            at = header.indexOf(name, at + 1);
        }
        return at;
    }

    private static String parameter(String header, String name) {
        int at = indexOf(header, name, 0);
        if (at < 0) {
            return "";
        }
        int from = at + name.length();
        int comma = header.indexOf(',', from);
        return header.substring(from, comma < 0 ? header.length() : comma).strip();
    }

    /** Reads {@code 20260102T030405Z}; by hand, since it is done for every request. */
    public static Optional<Instant> parseTimestamp(String text) {
        if (text.length() != 16 || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.of(
                            Integer.parseInt(text, 0, 4, 10),
                            Integer.parseInt(text, 4, 6, 10),
                            Integer.parseInt(text, 6, 8, 10),
                            Integer.parseInt(text, 9, 11, 10),
                            Integer.parseInt(text, 11, 13, 10),
                            Integer.parseInt(text, 13, 15, 10))
                    .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException | NumberFormatException e) {
            return Optional.empty();
        }
    }
}
