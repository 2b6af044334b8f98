package dev.postern.services.sts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.postern.wire.ApiException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A JSON Web Token: what it claims, and whether the issuer's keys confirm it.
 *
 * @param signed the part that the signature is of
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519">RFC 7519, JSON Web Token</a>
 */
record WebToken(JsonNode header, JsonNode claims, String signed, String signature) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int RSA_BITS_MIN = 2_048;

    /** How a kind of signature is checked. */
    private record Algorithm(String keyType, String name, String curve) {}

    private static final Map<String, Algorithm> ALGORITHMS = Map.of(
            "RS256", new Algorithm("RSA", "SHA256withRSA", ""),
            "RS384", new Algorithm("RSA", "SHA384withRSA", ""),
            "RS512", new Algorithm("RSA", "SHA512withRSA", ""),
            "ES256", new Algorithm("EC", "SHA256withECDSAinP1363Format", "P-256"),
            "ES384", new Algorithm("EC", "SHA384withECDSAinP1363Format", "P-384"),
            "ES512", new Algorithm("EC", "SHA512withECDSAinP1363Format", "P-521"));

    private static final Map<String, String> CURVES =
            Map.of("P-256", "secp256r1", "P-384", "secp384r1", "P-521", "secp521r1");

    /** Reads a token, of which nothing is believed yet. */
    static WebToken read(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            throw notAToken();
        }
        try {
            JsonNode header = JSON.readTree(decode(parts[0]));
            JsonNode claims = JSON.readTree(decode(parts[1]));
            if (!header.isObject() || !claims.isObject()) {
                throw notAToken();
            }
            return new WebToken(header, claims, parts[0] + "." + parts[1], parts[2]);
        } catch (IOException | IllegalArgumentException e) {
            throw notAToken();
        }
    }

    private static ApiException notAToken() {
        return invalid(
                "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)");
    }

    static ApiException invalid(String message) {
        return new ApiException(StsError.INVALID_IDENTITY_TOKEN, message);
    }

    private static byte[] decode(String part) {
        return Base64.getUrlDecoder().decode(part);
    }

    /** A claim that is a text. */
    Optional<String> text(String claim) {
        JsonNode value = claims.path(claim);
        return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
    }

    /** A claim that is a text or several. */
    List<String> texts(String claim) {
        return texts(claims.path(claim));
    }

    static List<String> texts(JsonNode value) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value.isArray() ? value : List.of(value)) {
            if (element.isTextual()) {
                texts.add(element.asText());
            }
        }
        return texts;
    }

    /** A claim that is a time, in seconds. */
    Optional<Long> seconds(String claim) {
        JsonNode value = claims.path(claim);
        return value.isNumber() ? Optional.of(value.asLong()) : Optional.empty();
    }

    /** Whether one of the issuer's keys made the signature; only algorithms with public keys count. */
    boolean isConfirmedBy(String keySet) {
        Algorithm algorithm = ALGORITHMS.get(header.path("alg").asText());
        if (algorithm == null || header.has("crit")) {
            return false;
        }
        try {
            byte[] bytes = decode(signature);
            String id = header.path("kid").asText();
            for (JsonNode key : JSON.readTree(keySet).path("keys")) {
                boolean meant = id.isEmpty() || key.path("kid").asText().equals(id);
                if (meant && fits(key, algorithm) && verifies(key, algorithm, bytes)) {
                    return true;
                }
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return false;
        }
        return false;
    }

    /** Whether a key is for such signatures: one that names its use or its algorithm is for no other. */
    private boolean fits(JsonNode key, Algorithm algorithm) {
        String named = header.path("alg").asText();
        return key.path("kty").asText().equals(algorithm.keyType())
                && key.path("use").asText("sig").equals("sig")
                && key.path("alg").asText(named).equals(named)
                && key.path("crv").asText().equals(algorithm.curve());
    }

    private boolean verifies(JsonNode jwk, Algorithm algorithm, byte[] bytes) {
        try {
            Signature verifier = Signature.getInstance(algorithm.name());
            verifier.initVerify(publicKey(jwk, algorithm));
            verifier.update(signed.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(bytes);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private static PublicKey publicKey(JsonNode jwk, Algorithm algorithm) throws GeneralSecurityException {
        if (algorithm.keyType().equals("RSA")) {
            BigInteger modulus = number(jwk, "n");
            if (modulus.bitLength() < RSA_BITS_MIN) {
                throw new GeneralSecurityException("a key that is too short");
            }
            return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e")));
        }
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec(CURVES.get(algorithm.curve())));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(
                        new ECPoint(number(jwk, "x"), number(jwk, "y")),
                        curve.getParameterSpec(ECParameterSpec.class)));
    }

    private static BigInteger number(JsonNode jwk, String member) {
        return new BigInteger(1, decode(jwk.path(member).asText()));
    }
}
