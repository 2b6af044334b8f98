package dev.postern.wire.sigv4;

import dev.postern.wire.codec.Parameters;
import dev.postern.wire.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The text of a request that is signed.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">Create a
 *     signed request</a>
 */
final class CanonicalRequest {
    private static final String HEX = "0123456789ABCDEF";

    private CanonicalRequest() {}

    /**
     * Writes the canonical request.
     *
     * @param s3 S3 signs the path as it is; all others sign it encoded once more, without dot segments
     */
    static String of(HttpRequest request, Signature signature, String payloadHash, boolean s3) {
        StringBuilder text = new StringBuilder(512);
        text.append(request.method()).append('\n');
        appendPath(text, request.path(), s3);
        text.append('\n');
        appendQuery(text, request.query());
        text.append('\n');
        for (String name : signature.signedHeaders()) {
            text.append(name).append(':');
            appendValues(text, request, name);
            text.append('\n');
        }
        text.append('\n');
        appendJoined(text, signature.signedHeaders());
        return text.append('\n').append(payloadHash).toString();
    }

    private static void appendJoined(StringBuilder text, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : ";").append(names.get(i));
        }
    }

    private static void appendPath(StringBuilder text, String path, boolean s3) {
        if (path.isEmpty() || path.equals("/")) {
            text.append('/');
        } else if (s3 && isCanonical(path, '/')) {
            text.append(path);
        } else if (s3) {
            appendEncoded(text, Parameters.percentDecode(path, false), true);
        } else {
            appendEncoded(text, withoutDotSegments(path), true);
        }
    }

    private static String withoutDotSegments(String path) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String normal = "/" + String.join("/", kept);
        return path.endsWith("/") && normal.length() > 1 ? normal + "/" : normal;
    }

    private static void appendQuery(StringBuilder text, String query) {
        if (query.isEmpty()) {
            return;
        }
        List<String> pairs = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty() || pair.startsWith("X-Amz-Signature=")) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.indexOf('=', equals + 1) < 0 && isCanonical(pair, '=')) {
                pairs.add(pair.replace('=', '\u0001'));
                continue;
            }
            StringBuilder encoded = new StringBuilder(pair.length() + 8);
            appendEncoded(
                    encoded, Parameters.percentDecode(equals < 0 ? pair : pair.substring(0, equals), true), false);
            // '\u0001' sorts before every character that a name may have, as the end of the name does.
            encoded.append('\u0001');
            if (equals >= 0) {
                appendEncoded(encoded, Parameters.percentDecode(pair.substring(equals + 1), true), false);
            }
            pairs.add(encoded.toString());
        }
        pairs.sort(null);
        for (int i = 0; i < pairs.size(); i++) {
            text.append(i == 0 ? "" : "&").append(pairs.get(i).replace('\u0001', '='));
        }
    }

    private static void appendValues(StringBuilder text, HttpRequest request, String name) {
        List<String> values = request.headers().all(name);
        for (int i = 0; i < values.size(); i++) {
            text.append(i == 0 ? "" : ",");
            appendTrimmed(text, values.get(i));
        }
    }

    /** Without spaces at the ends, and with one for each run of them. */
    private static void appendTrimmed(StringBuilder text, String value) {
        boolean space = false;
        boolean begun = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t') {
                space = begun;
            } else {
                if (space) {
                    text.append(' ');
                    space = false;
                }
                text.append(c);
                begun = true;
            }
        }
    }

    private static void appendEncoded(StringBuilder text, String decoded, boolean keepSlash) {
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (isUnreserved(c) || (c == '/' && keepSlash)) {
                text.append(c);
            } else if (c < 0x80) {
                appendEscape(text, c);
            } else {
                int codePoint = decoded.codePointAt(i);
                for (byte b : Character.toString(codePoint).getBytes(StandardCharsets.UTF_8)) {
                    appendEscape(text, b & 255);
                }
                i += Character.charCount(codePoint) - 1;
            }
        }
    }

    private static void appendEscape(StringBuilder text, int b) {
        text.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
    }

    /** Whether a text is already as it is signed, which nearly every client sends: then there is nothing to recode. */
    private static boolean isCanonical(String text, char allowed) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? HEX.indexOf(text.charAt(i + 1)) : -1;
                int low = high >= 0 ? HEX.indexOf(text.charAt(i + 2)) : -1;
                char escaped = (char) (high << 4 | low);
                if (low < 0 || isUnreserved(escaped) || (escaped == '/' && allowed == '/')) {
                    return false;
                }
                i += 2;
            } else if (!isUnreserved(c) && c != allowed) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '_'
                || c == '.'
                || c == '~';
    }
}
