package dev.postern.services.authorization;

import dev.postern.model.AccountId;
import dev.postern.model.Indexes;
import dev.postern.model.Snapshot;
import dev.postern.model.Tags;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Caller;
import dev.postern.policy.ConditionContext;
import dev.postern.policy.ServiceAuthorization.Action;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The condition keys of a request to KMS.
 *
 * @param request empty where a service asks for somebody
 * @param key the key that it is about
 * @param aliases the names of that key
 * @param name what the request calls the key
 * @param encryptionContext what is to be bound to what is encrypted
 * @param viaService the service that asks for somebody, as {@code s3.us-east-1.amazonaws.com}
 * @param sameKey whether what is encrypted again stays with its key
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html">AWS KMS condition keys</a>
 */
record KmsKeys(
        SdkPojo request,
        Optional<KmsKey> key,
        List<String> aliases,
        Optional<String> name,
        Map<String, String> encryptionContext,
        Optional<String> viaService,
        Optional<Boolean> sameKey) {
    private static final String PAIR = "kms:encryptioncontext:";
    private static final String SYMMETRIC = "SYMMETRIC_DEFAULT";

    static KmsKeys of(SdkPojo request) {
        return new KmsKeys(
                request, Optional.empty(), List.of(), Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
    }

    /** What a service asks for somebody. */
    static KmsKeys via(String service) {
        return new KmsKeys(
                new NothingSaid(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Optional.of(service),
                Optional.empty());
    }

    KmsKeys on(Snapshot snapshot, Optional<KmsKey> found) {
        List<String> names = found.stream()
                .flatMap(one -> snapshot.by(Indexes.ALIASES_BY_KEY, one.id()).values().stream())
                .map(KeyAlias::name)
                .toList();
        return new KmsKeys(request, found, names, name, encryptionContext, viaService, sameKey);
    }

    KmsKeys named(Optional<String> text) {
        return new KmsKeys(request, key, aliases, text, encryptionContext, viaService, sameKey);
    }

    KmsKeys with(Map<String, String> pairs) {
        return new KmsKeys(request, key, aliases, name, pairs, viaService, sameKey);
    }

    KmsKeys encryptingAgain(boolean onSameKey) {
        return new KmsKeys(request, key, aliases, name, encryptionContext, viaService, Optional.of(onSameKey));
    }

    /** The tags that a request gives. */
    static Map<String, String> tags(SdkPojo request) {
        Map<String, String> tags = new TreeMap<>();
        RequestFields.structures(request, "Tags")
                .forEach(tag -> RequestFields.text(tag, "TagKey")
                        .ifPresent(key -> tags.put(
                                key, RequestFields.text(tag, "TagValue").orElse(""))));
        return tags;
    }

    /** As policies ask for them. */
    ConditionContext asked(Action action, Caller caller) {
        return wanted -> {
            if (TagConditions.isOfResource(wanted)) {
                return TagConditions.ofResource(key.map(KmsKey::tags).orElse(Tags.NONE), wanted);
            }
            if (wanted.equals("kms:encryptionalgorithm")) {
                return action.canHave(wanted) ? List.of(encryptionAlgorithm(action.name())) : List.of();
            }
            return wanted.equals("kms:resourcealiases") || action.canHave(wanted) ? values(wanted, caller) : List.of();
        };
    }

    private List<String> values(String wanted, Caller caller) {
        if (wanted.startsWith(PAIR)) {
            return pair(wanted.substring(PAIR.length()));
        }
        return switch (wanted) {
            case "kms:calleraccount" ->
                caller.accountId().map(AccountId::value).stream().toList();
            case "kms:viaservice" -> viaService.stream().toList();
            case "kms:encryptioncontextkeys" -> List.copyOf(encryptionContext.keySet());
            case "kms:signingalgorithm" -> text("SigningAlgorithm");
            case "kms:messagetype" ->
                List.of(RequestFields.text(request, "MessageType").orElse("RAW"));
            case "kms:datakeypairspec" -> text("KeyPairSpec");
            case "kms:macalgorithm" -> text("MacAlgorithm");
            case "kms:keyspec" -> List.of(spec());
            case "kms:keyusage" -> List.of(usage());
            case "kms:keyorigin" -> List.of("AWS_KMS");
            case "kms:multiregion" -> List.of("false");
            case "kms:requestalias" ->
                name
                        .filter(text -> text.contains(KeyAlias.PREFIX))
                        .map(text -> text.substring(text.indexOf(KeyAlias.PREFIX)))
                        .stream()
                        .toList();
            case "kms:resourcealiases" -> aliases;
            case "kms:grantisforawsresource" -> List.of(Boolean.toString(viaService.isPresent()));
            case "kms:grantoperations" -> RequestFields.texts(request, "Operations");
            case "kms:granteeprincipal" -> text("GranteePrincipal");
            case "kms:retiringprincipal" -> text("RetiringPrincipal");
            case "kms:grantconstrainttype" -> constraintTypes();
            case "kms:schedulekeydeletionpendingwindowindays" -> text("PendingWindowInDays");
            case "kms:rotationperiodindays" -> text("RotationPeriodInDays");
            case "kms:bypasspolicylockoutsafetycheck" ->
                List.of(RequestFields.scalar(request, "BypassPolicyLockoutSafetyCheck")
                        .orElse("false"));
            case "kms:reencryptonsamekey" ->
                sameKey.map(String::valueOf).stream().toList();
            case "aws:tagkeys" ->
                RequestFields.texts(request, "TagKeys").isEmpty()
                        ? List.copyOf(tags(request).keySet())
                        : RequestFields.texts(request, "TagKeys");
            default -> TagConditions.ofRequest(tags(request), wanted);
        };
    }

    private String encryptionAlgorithm(String action) {
        String member = switch (action) {
            case "ReEncryptFrom" -> "SourceEncryptionAlgorithm";
            case "ReEncryptTo" -> "DestinationEncryptionAlgorithm";
            default -> "EncryptionAlgorithm";
        };
        return RequestFields.text(request, member).orElse(SYMMETRIC);
    }

    /** The key's; that of a key that is to be made is in the request, in older ones by its older name. */
    private String spec() {
        return key.map(one -> one.kind().spec().name())
                .or(() -> RequestFields.text(request, "KeySpec"))
                .or(() -> RequestFields.text(request, "CustomerMasterKeySpec"))
                .orElse(SYMMETRIC);
    }

    private String usage() {
        return key.map(one -> one.kind().usage().name())
                .or(() -> RequestFields.text(request, "KeyUsage"))
                .orElse("ENCRYPT_DECRYPT");
    }

    private List<String> pair(String lowerCaseName) {
        return encryptionContext.entrySet().stream()
                .filter(pair -> pair.getKey().toLowerCase(Locale.ROOT).equals(lowerCaseName))
                .map(Map.Entry::getValue)
                .toList();
    }

    private List<String> text(String member) {
        return RequestFields.scalar(request, member).stream().toList();
    }

    private List<String> constraintTypes() {
        return RequestFields.structure(request, "Constraints").stream()
                .flatMap(constraints -> List.of("EncryptionContextEquals", "EncryptionContextSubset").stream()
                        .filter(type -> !RequestFields.map(constraints, type).isEmpty()))
                .toList();
    }
}
