package dev.postern.services.authorization;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.postern.model.AccountId;
import dev.postern.policy.AuthorizationRequest;
import dev.postern.policy.Decision;
import dev.postern.policy.PrincipalFacts;
import dev.postern.policy.ServiceAuthorization;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The encoded messages in which EC2 tells more of a refusal, to those who may decode them. They are encrypted with a key that this
 * process makes and nobody else has: after a restart nobody can read those from before.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">DecodeAuthorizationMessage</a>
 */
public final class AuthorizationMessages {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** Of what DecodeAuthorizationMessage takes. */
    private static final int CHARACTERS_MAX = 10_240;

    private static final int MESSAGE_BYTES_MAX = 65_536;

    /** Known of every request, whatever AWS publishes for its action. */
    private static final List<String> GLOBAL_KEYS = List.of(
            "aws:CurrentTime",
            "aws:PrincipalArn",
            "aws:PrincipalType",
            "aws:RequestedRegion",
            "aws:SecureTransport",
            "aws:SourceIp",
            "aws:SourceVpc",
            "aws:SourceVpce",
            "aws:VpcSourceIp",
            "aws:userid",
            "aws:username");

    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;

    public AuthorizationMessages() {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, "AES");
    }

    /** What is known of a refusal, for those who may decode it. */
    public String encode(Decision decision) {
        String whole = seal(message(decision, true).toString());
        return whole.length() <= CHARACTERS_MAX
                ? whole
                : seal(message(decision, false).toString());
    }

    /**
     * The message that was encoded, if it is one of an account.
     *
     * @param account that of who asks: nobody reads another account's
     */
    public Optional<String> decode(String encoded, AccountId account) {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(encoded);
            if (sealed.length <= NONCE_BYTES) {
                return Optional.empty();
            }
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE_BYTES));
            String text = inflate(cipher.doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES));
            int end = text.indexOf('\n');
            return text.substring(0, end).equals(account.value())
                    ? Optional.of(text.substring(end + 1))
                    : Optional.empty();
        } catch (IllegalArgumentException | GeneralSecurityException | DataFormatException e) {
            return Optional.empty(); // nothing that was encoded here
        }
    }

    private String seal(String message) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            byte[] secret = cipher.doFinal(deflate(message));
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + secret.length);
            System.arraycopy(secret, 0, sealed, NONCE_BYTES, secret.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in GCM", e);
        }
    }

    /** The account, which may read it, and a line below the message itself. */
    private static String message(Decision decision, boolean conditions) {
        AuthorizationRequest request = decision.request();
        ObjectNode message = JSON.createObjectNode();
        message.put("allowed", decision.allowed()).put("explicitDeny", decision.explicitlyDenied());
        ArrayNode matched = items(message, "matchedStatements");
        if (decision.explicitlyDenied()) {
            decision.statement()
                    .ifPresent(statement -> matched.addObject()
                            .put("statementId", statement.sid().orElse(""))
                            .put("effect", "DENY"));
        }
        items(message, "failures");
        ObjectNode context = message.putObject("context");
        principal(context.putObject("principal"), request.caller());
        context.put("action", request.action()).put("resource", request.resource());
        ArrayNode keys = items(context, "conditions");
        if (conditions) {
            addConditions(keys, request);
        }
        try {
            return request.caller().account().map(AccountId::value).orElse("") + "\n"
                    + JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private static void principal(ObjectNode principal, PrincipalFacts caller) {
        List<String> ids = caller.uniqueIds();
        String id = ids.isEmpty() ? caller.account().map(AccountId::value).orElse("") : ids.getLast();
        principal
                .put("id", id)
                .put("name", caller.arn().substring(caller.arn().lastIndexOf('/') + 1))
                .put("arn", caller.arn());
    }

    private static void addConditions(ArrayNode items, AuthorizationRequest request) {
        int colon = request.action().indexOf(':');
        var action = ServiceAuthorization.of(request.action().substring(0, colon))
                .action(request.action().substring(colon + 1));
        TreeSet<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        keys.addAll(GLOBAL_KEYS);
        keys.addAll(action.keys().own());
        action.resources().values().forEach(needed -> keys.addAll(needed.keys().own()));
        for (String name : keys) {
            List<String> values = request.context().values(name.toLowerCase(Locale.ROOT));
            if (!values.isEmpty()) {
                ArrayNode of = items(items.addObject().put("key", name), "values");
                values.forEach(value -> of.addObject().put("value", value));
            }
        }
    }

    private static ArrayNode items(ObjectNode of, String name) {
        return of.putObject(name).putArray("items");
    }

    private static byte[] deflate(String text) {
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true)) {
            deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
            deflater.finish();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[1_024];
            while (!deflater.finished()) {
                bytes.write(buffer, 0, deflater.deflate(buffer));
            }
            return bytes.toByteArray();
        }
    }

    private static String inflate(byte[] packed) throws DataFormatException {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(packed);
            byte[] buffer = new byte[MESSAGE_BYTES_MAX];
            int read = inflater.inflate(buffer);
            return new String(buffer, 0, read, StandardCharsets.UTF_8);
        }
    }
}
