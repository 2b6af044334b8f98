package dev.postern.services.ec2.call;

import dev.postern.model.Change;
import dev.postern.model.Indexes;
import dev.postern.model.ec2.ClientToken;
import dev.postern.model.time.Expiry;
import dev.postern.model.time.Passage;
import dev.postern.storage.Cloud.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Client tokens: a request that is repeated with its token finds what the first one made.
 *
 * @see <a href="https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html">Ensuring idempotency</a>
 */
public final class Idempotency {
    private static final Duration KEPT = Duration.ofHours(24);
    private static final int TOKEN_MAX = 64;
    private static final Map<String, Integer> LONGER_TOKENS = Map.of(
            "CreateLaunchTemplate", 128,
            "CreateLaunchTemplateVersion", 128,
            "ModifyLaunchTemplate", 128,
            "CreateManagedPrefixList", 255);

    /** A token means something for a day. */
    public static final Passage FORGOTTEN = new Expiry<>(Indexes.TOKENS_BY_TIME, KEPT);

    private Idempotency() {}

    /**
     * What a creation made.
     *
     * @param resources the ids from which the answer can be given again; a request that made none is not remembered
     */
    public record Made<R>(Change change, R response, List<String> resources) {}

    /**
     * Makes it once for each token.
     *
     * @param clientToken without what is blank around it; a blank one is none
     * @param make what the request asks for
     * @param again the answer to a repetition, from the ids of what was made
     */
    public static <R> Outcome<R> once(
            Ec2Call call,
            String operation,
            @Nullable String clientToken,
            SdkPojo request,
            Supplier<Made<R>> make,
            Function<List<String>, R> again) {
        String token = clientToken == null ? "" : clientToken.strip();
        if (token.isEmpty()) {
            Made<R> made = make.get();
            return new Outcome<>(made.change(), made.response());
        }
        int most = LONGER_TOKENS.getOrDefault(operation, TOKEN_MAX);
        if (token.length() > most) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of("Invalid client token: it exceeds " + most + " characters");
        }
        String key = operation + " " + token;
        String hash = hash(request);
        Optional<ClientToken> known =
                call.snapshot().find(ClientToken.class, call.scope(), key).filter(old -> !isExpired(call, old));
        if (known.isPresent()) {
            if (!known.get().requestHash().equals(hash)) {
                throw Ec2Error.IDEMPOTENT_MISMATCH.of();
            }
            return new Outcome<>(Change.NONE, again.apply(known.get().resources()));
        }
        Made<R> made = make.get();
        if (made.resources().isEmpty()) {
            return new Outcome<>(made.change(), made.response());
        }
        Change.Builder change = Change.builder().addAll(made.change());
        change.put(new ClientToken(call.scope(), key, hash, made.resources(), call.now()));
        return new Outcome<>(change.build(), made.response());
    }

    private static boolean isExpired(Ec2Call call, ClientToken token) {
        return token.createdAt().plus(KEPT).isBefore(call.now());
    }

    private static String hash(SdkPojo request) {
        StringBuilder text = new StringBuilder();
        write(request, text);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void write(Object value, StringBuilder text) {
        switch (value) {
            case SdkPojo pojo -> {
                text.append('{');
                for (SdkField<?> field : pojo.sdkFields()) {
                    Object member = field.getValueOrDefault(pojo);
                    String name = field.memberName();
                    if (member != null && !name.equals("ClientToken") && !name.equals("DryRun")) {
                        text.append(name).append('=');
                        write(member, text);
                        text.append(';');
                    }
                }
                text.append('}');
            }
            case List<?> list -> {
                text.append('[');
                list.forEach(item -> {
                    write(item, text);
                    text.append(',');
                });
                text.append(']');
            }
            default -> text.append(value.toString().length()).append(':').append(value);
        }
    }
}
