package dev.postern.wire.s3;

import dev.postern.model.Region;
import dev.postern.wire.ApiException;
import dev.postern.wire.codec.Parameters;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a host name and a path say about a request to S3, in path style ({@code s3.REGION.amazonaws.com/BUCKET/KEY}) or
 * virtual-hosted style ({@code BUCKET.s3.REGION.amazonaws.com/KEY}, here also {@code BUCKET.localhost/KEY}), or of an access point
 * ({@code NAME-ACCOUNT.s3-accesspoint.REGION.amazonaws.com/KEY}).
 *
 * @param bucket empty for the service itself; where the host is an access point's, the label that names that
 * @param key decoded; empty for the bucket itself
 * @param region where the host name says one
 * @param accessPoint whether the host is an access point's
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html">Virtual hosting</a>
 */
public record S3Address(Optional<String> bucket, Optional<String> key, Optional<Region> region, boolean accessPoint) {
    private static final String AMAZON = ".amazonaws.com";
    private static final String LOCALHOST = ".localhost";
    private static final String DUALSTACK = ".dualstack";
    private static final String OF_WEBSITES = "s3-website-";
    private static final String OF_ACCESS_POINTS = "s3-accesspoint";

    /** The names that S3 has behind an interface endpoint. */
    private static final Pattern ENDPOINT = Pattern.compile(
            "(?:(.+)\\.)?(bucket|accesspoint|control)\\.vpce-[^.]+\\.s3\\.([a-z0-9-]+)\\.vpce\\.amazonaws\\.com");

    private static final Pattern WEBSITE =
            Pattern.compile(".\\.s3-website[.-][a-z0-9-]+\\.(?:amazonaws\\.com|localhost)$");

    private record Host(Optional<String> bucket, Optional<Region> region, boolean accessPoint) {
        static final Host UNKNOWN = new Host(Optional.empty(), Optional.empty(), false);
    }

    /** What is not an access point's. */
    public S3Address(Optional<String> bucket, Optional<String> key, Optional<Region> region) {
        this(bucket, key, region, false);
    }

    /**
     * Reads an address.
     *
     * @param host lower case, without port
     * @param path raw, as it came
     */
    public static S3Address parse(String host, String path) {
        Host parsed = parseHost(host);
        String rest = path.startsWith("/") ? path.substring(1) : path;
        if (parsed.bucket().isPresent()) {
            return new S3Address(parsed.bucket(), nonEmpty(rest), parsed.region(), parsed.accessPoint());
        }
        int slash = rest.indexOf('/');
        String bucket = slash < 0 ? rest : rest.substring(0, slash);
        String key = slash < 0 ? "" : rest.substring(slash + 1);
        return new S3Address(nonEmpty(bucket), nonEmpty(key), parsed.region());
    }

    /**
     * The bucket that a host's name names.
     *
     * @param host lower case, without port
     */
    public static Optional<String> bucketIn(String host) {
        return parseHost(host).bucket();
    }

    /**
     * Refuses a path that does not name anything: with a percent sign that begins no escape, or not in UTF-8.
     *
     * @param path raw, as it came
     */
    public static void requireReadable(String path) {
        if (path.indexOf('%') >= 0 && !isReadable(path)) {
            throw new ApiException(
                    S3ProtocolError.INVALID_URI, "Couldn't parse the specified URI.", Map.of("URI", path));
        }
    }

    /**
     * Refuses an address that climbs above its bucket: read from left to right, it has more {@code ..} than names.
     *
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html">Naming Amazon S3 objects</a>
     */
    public void requireInsideBucket() {
        if (bucket.filter(name -> name.equals("..") || name.equals(".")).isPresent()
                || key.filter(S3Address::climbs).isPresent()) {
            throw new ApiException(S3ProtocolError.BAD_REQUEST, "Bad Request");
        }
    }

    private static boolean climbs(String key) {
        int depth = 0;
        for (String segment : key.split("/", -1)) {
            if (segment.equals("..")) {
                depth--;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReadable(String path) {
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i)) {
            int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = high >= 0 ? Character.digit(path.charAt(i + 2), 16) : -1;
            if (low < 0) {
                return false;
            }
            bytes.put((byte) (high << 4 | low));
            i += 3;
            if (i < path.length() && path.charAt(i) != '%') {
                bytes.put((byte) '.'); // what stands between the escapes ends a character
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /** Whether a host name is one of S3's, so that an unsigned request to it is for S3. */
    public static boolean isS3Host(String host) {
        return host.endsWith(AMAZON)
                && (serviceLabel(host).isPresent() || ENDPOINT.matcher(host).matches());
    }

    /** Whether a host is that of a bucket's website, as {@code b.s3-website-us-east-1.amazonaws.com}. */
    public static boolean isWebsite(String host) {
        return WEBSITE.matcher(host).find();
    }

    private static Optional<String> nonEmpty(String raw) {
        return raw.isEmpty() ? Optional.empty() : Optional.of(Parameters.percentDecode(raw, false));
    }

    private static Host parseHost(String host) {
        if (host.endsWith(LOCALHOST)) {
            String name = host.substring(0, host.length() - LOCALHOST.length());
            if (name.equals("s3") || name.startsWith("s3.")) {
                return Host.UNKNOWN;
            }
            int service = name.indexOf(".s3");
            return new Host(Optional.of(service > 0 ? name.substring(0, service) : name), Optional.empty(), false);
        }
        if (!host.endsWith(AMAZON)) {
            return Host.UNKNOWN;
        }
        Matcher endpoint = ENDPOINT.matcher(host);
        if (endpoint.matches()) {
            String kind = endpoint.group(2);
            Optional<String> before = Optional.ofNullable(endpoint.group(1));
            return new Host(
                    kind.equals("control") ? Optional.empty() : before,
                    Region.find(endpoint.group(3)),
                    kind.equals("accesspoint") && before.isPresent());
        }
        return serviceLabel(host)
                .map(service -> {
                    String name = host.substring(0, host.length() - AMAZON.length());
                    int at = name.length() - service.length();
                    return new Host(
                            at == 0 ? Optional.empty() : Optional.of(name.substring(0, at - 1)),
                            regionOf(service),
                            at > 0 && service.startsWith(OF_ACCESS_POINTS));
                })
                .orElse(Host.UNKNOWN);
    }

    private static Optional<Region> regionOf(String service) {
        int dot = service.lastIndexOf('.');
        int legacy = service.startsWith(OF_WEBSITES)
                ? OF_WEBSITES.length()
                : service.startsWith("s3-") ? 3 : service.length();
        return Region.find(service.substring(dot >= 0 ? dot + 1 : legacy));
    }

    /** The labels before {@code .amazonaws.com} that name the service: {@code s3}, {@code s3.dualstack.eu-west-1}. */
    private static Optional<String> serviceLabel(String host) {
        String name = host.substring(0, host.length() - AMAZON.length());
        int last = name.lastIndexOf('.') + 1;
        String label = name.substring(last);
        if (isLegacy(label)) {
            return Optional.of(label); // s3, s3-eu-west-1, s3-external-1
        }
        if (last == 0 || Region.find(label).isEmpty()) {
            return Optional.empty();
        }
        String before = name.substring(0, last - 1);
        if (before.endsWith(DUALSTACK)) {
            before = before.substring(0, before.length() - DUALSTACK.length());
        }
        int service = before.lastIndexOf('.') + 1;
        return isService(before.substring(service)) ? Optional.of(name.substring(service)) : Optional.empty();
    }

    private static boolean isService(String label) {
        return label.equals("s3")
                || label.equals("s3-fips")
                || label.equals("s3-website")
                || label.equals(OF_ACCESS_POINTS);
    }

    private static boolean isLegacy(String label) {
        return label.equals("s3")
                || label.equals("s3-external-1")
                || (label.startsWith(OF_WEBSITES)
                        && Region.find(label.substring(OF_WEBSITES.length())).isPresent())
                || (label.startsWith("s3-") && Region.find(label.substring(3)).isPresent());
    }
}
