package dev.postern.server.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.services.sts.IssuerKeys;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * The issuers of tokens that the operator named, and where each is. Nobody else is ever asked: an instance that may make identity
 * providers could otherwise let this machine ask whatever it likes. Redirects are not followed, and keys are taken from where the
 * issuer itself is.
 *
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html">OpenID Connect Discovery 1.0</a>
 */
public final class Issuers implements IssuerKeys {
    /** Where the operator names them: {@code ISSUER=URL}, with spaces between. */
    public static final String VARIABLE = "POSTERN_OIDC_ISSUERS";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int BYTES_MAX = 262_144;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> places;

    /**
     * Issuers.
     *
     * @param places where each is, by its URL; neither ends with a slash
     */
    public Issuers(Map<String, String> places) {
        this.places = new TreeMap<>(places);
    }

    /**
     * Reads {@code https://idp.example.com=http://127.0.0.1:9000 ...}; an issuer alone is where its URL says.
     *
     * @throws IllegalArgumentException when it is not of that form
     */
    public static Issuers parse(String text) {
        Map<String, String> places = new TreeMap<>();
        for (String entry : text.strip().split("\\s+", -1)) {
            if (entry.isEmpty()) {
                continue;
            }
            int equals = entry.indexOf('=');
            String issuer = bare(equals < 0 ? entry : entry.substring(0, equals));
            String place = bare(equals < 0 ? entry : entry.substring(equals + 1));
            if (!issuer.startsWith("https://") || !isUrl(place)) {
                throw new IllegalArgumentException(
                        VARIABLE + " takes https://ISSUER=URL, with spaces between: " + entry);
            }
            places.put(issuer, place);
        }
        return new Issuers(places);
    }

    private static boolean isUrl(String text) {
        URI uri = URI.create(text);
        return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
    }

    private static String bare(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    @Override
    public String of(String issuer) throws Unreachable {
        String named = bare(issuer);
        String place = places.get(named);
        if (place == null) {
            throw new Unreachable("it is none of " + VARIABLE);
        }
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(PATIENCE)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            JsonNode document = JSON.readTree(get(client, place + "/.well-known/openid-configuration"));
            if (!bare(document.path("issuer").asText()).equals(named)) {
                throw new Unreachable("it says that it is another");
            }
            return get(client, keysAt(document.path("jwks_uri").asText(), named, place));
        } catch (IOException | IllegalArgumentException e) {
            throw new Unreachable("it gives no answer that can be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unreachable("interrupted");
        }
    }

    /** Where the keys are: below the issuer, or below the place that stands for it. */
    private static String keysAt(String uri, String issuer, String place) throws Unreachable {
        if (uri.startsWith(issuer + "/")) {
            return place + uri.substring(issuer.length());
        }
        if (uri.startsWith(place + "/")) {
            return uri;
        }
        throw new Unreachable("its keys are somewhere else");
    }

    private static String get(HttpClient client, String url) throws IOException, InterruptedException, Unreachable {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).GET().build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new Unreachable("it answers " + response.statusCode());
            }
            byte[] bytes = body.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new Unreachable("it answers too much");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
