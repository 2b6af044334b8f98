package dev.postern.services.authorization;

import dev.postern.model.Arn;
import dev.postern.model.Snapshot;
import dev.postern.model.kms.KeyAlias;
import dev.postern.model.kms.KeyGrant;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Caller;
import dev.postern.model.request.RequestContext;
import dev.postern.policy.Decision;
import dev.postern.policy.PrincipalFacts;
import dev.postern.policy.ServiceAuthorization;
import dev.postern.services.keyring.Ciphertext;
import dev.postern.services.keyring.KeyName;
import dev.postern.wire.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.core.SdkPojo;

/**
 * The permissions of KMS's operations: on the key that a request names or that its ciphertext tells, whose policy and grants take part.
 *
 * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html">AWS KMS permissions</a>
 */
public final class KmsPermissions implements ServicePermissions {
    private static final ServiceAuthorization KMS = ServiceAuthorization.of("kms");
    private static final Set<String> ON_NOTHING =
            Set.of("CreateKey", "GenerateRandom", "ListAliases", "ListKeys", "ListRetirableGrants");

    @Override
    public String service() {
        return "kms";
    }

    @Override
    public List<Check> needed(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        if (ON_NOTHING.contains(operation)) {
            return onNothing(context, operation, request);
        }
        return switch (operation) {
            case "CreateAlias", "UpdateAlias", "DeleteAlias" -> aliased(snapshot, context, operation, request);
            case "Decrypt" -> sealed(snapshot, context, "Decrypt", request, "KeyId", "EncryptionContext");
            case "ReEncrypt" -> {
                List<Check> both = new ArrayList<>(
                        sealed(snapshot, context, "ReEncryptFrom", request, "SourceKeyId", "SourceEncryptionContext"));
                both.add(named(
                        snapshot, context, "ReEncryptTo", request, "DestinationKeyId", "DestinationEncryptionContext"));
                yield both;
            }
            case "RetireGrant" -> retired(snapshot, context, request);
            default -> List.of(named(snapshot, context, operation, request, "KeyId", "EncryptionContext"));
        };
    }

    private static List<Check> onNothing(RequestContext context, String operation, SdkPojo request) {
        List<Check> checks = new ArrayList<>();
        checks.add(check(context, operation, "*", KmsKeys.of(request)));
        if (operation.equals("CreateKey") && !KmsKeys.tags(request).isEmpty()) {
            checks.add(check(context, "TagResource", "*", KmsKeys.of(request)));
        }
        return checks;
    }

    /** On the alias, and on each key that has it or is to have it. */
    private static List<Check> aliased(Snapshot snapshot, RequestContext context, String operation, SdkPojo request) {
        String alias = RequestFields.text(request, "AliasName").orElse("*");
        List<Check> checks = new ArrayList<>();
        checks.add(
                check(context, operation, Arn.of("kms", context.scope(), alias).toString(), KmsKeys.of(request)));
        if (!operation.equals("CreateAlias")) {
            snapshot.find(KeyAlias.class, context.scope(), alias)
                    .flatMap(found -> snapshot.find(KmsKey.class, found.scope(), found.keyId()))
                    .ifPresent(key -> checks.add(on(snapshot, context, operation, request, key)));
        }
        if (!operation.equals("DeleteAlias")) {
            checks.add(named(snapshot, context, operation, request, "TargetKeyId", ""));
        }
        return checks;
    }

    /** On the key that has encrypted something; none where that cannot be read, which the operation says itself. */
    private static List<Check> sealed(
            Snapshot snapshot, RequestContext context, String action, SdkPojo request, String keyId, String pairs) {
        Optional<byte[]> blob = RequestFields.bytes(request, "CiphertextBlob");
        if (blob.isEmpty() || isOfPair(request)) {
            return List.of(named(snapshot, context, action, request, keyId, pairs));
        }
        return blob.flatMap(Ciphertext::parse).stream()
                .map(ciphertext -> on(snapshot, context, action, request, ciphertext.key(), keyId, pairs))
                .toList();
    }

    /** Whether a public key has encrypted what is to be decrypted: that tells no key, so the request does. */
    private static boolean isOfPair(SdkPojo request) {
        return RequestFields.text(request, "EncryptionAlgorithm")
                .or(() -> RequestFields.text(request, "SourceEncryptionAlgorithm"))
                .filter(algorithm -> !algorithm.equals("SYMMETRIC_DEFAULT"))
                .isPresent();
    }

    private static Check named(
            Snapshot snapshot, RequestContext context, String action, SdkPojo request, String keyId, String pairs) {
        return RequestFields.text(request, keyId)
                .flatMap(text -> KeyName.parse(text, context.scope()))
                .map(name -> on(snapshot, context, action, request, name, keyId, pairs))
                .orElseGet(() -> check(context, action, "*", KmsKeys.of(request)));
    }

    private static Check on(
            Snapshot snapshot,
            RequestContext context,
            String action,
            SdkPojo request,
            KeyName name,
            String keyId,
            String pairs) {
        Optional<KmsKey> key = name.in(snapshot);
        String resource = key.map(KmsKey::arn).orElseGet(name::arn).toString();
        KmsKeys keys = KmsKeys.of(request)
                .on(snapshot, key)
                .named(RequestFields.text(request, keyId))
                .with(pairs(request, pairs));
        return check(
                context,
                action,
                resource,
                action.startsWith("ReEncrypt")
                        ? keys.encryptingAgain(staysWithItsKey(snapshot, context, request))
                        : keys);
    }

    /** The encryption context of a request; who makes a grant says it of those who will use it. */
    private static Map<String, String> pairs(SdkPojo request, String member) {
        return RequestFields.structure(request, "Constraints")
                .map(constraints -> {
                    Map<String, String> both = new TreeMap<>(RequestFields.map(constraints, "EncryptionContextSubset"));
                    both.putAll(RequestFields.map(constraints, "EncryptionContextEquals"));
                    return both;
                })
                .orElseGet(() -> new TreeMap<>(RequestFields.map(request, member)));
    }

    private static boolean staysWithItsKey(Snapshot snapshot, RequestContext context, SdkPojo request) {
        Optional<KmsKey> from = isOfPair(request)
                ? RequestFields.text(request, "SourceKeyId")
                        .flatMap(text -> KeyName.parse(text, context.scope()))
                        .flatMap(name -> name.in(snapshot))
                : RequestFields.bytes(request, "CiphertextBlob")
                        .flatMap(Ciphertext::parse)
                        .flatMap(ciphertext -> ciphertext.key().in(snapshot));
        Optional<KmsKey> to = RequestFields.text(request, "DestinationKeyId")
                .flatMap(text -> KeyName.parse(text, context.scope()))
                .flatMap(name -> name.in(snapshot));
        return from.isPresent() && from.equals(to);
    }

    private static Check on(Snapshot snapshot, RequestContext context, String action, SdkPojo request, KmsKey key) {
        return check(context, action, key.arn().toString(), KmsKeys.of(request).on(snapshot, Optional.of(key)));
    }

    private static Check check(RequestContext context, String action, String resource, KmsKeys keys) {
        return new Check("kms:" + action, resource, keys.asked(KMS.action(action), context.caller()));
    }

    /** Who is named in a grant as one that may end it needs no policy. */
    private static List<Check> retired(Snapshot snapshot, RequestContext context, SdkPojo request) {
        Optional<KeyGrant> grant = grant(snapshot, context, request);
        if (grant.filter(found -> mayRetire(found, context.caller())).isPresent()) {
            return List.of();
        }
        return grant.flatMap(found -> snapshot.find(KmsKey.class, found.scope(), found.keyId()))
                .map(key -> List.of(on(snapshot, context, "RetireGrant", request, key)))
                .orElseGet(() -> List.of(named(snapshot, context, "RetireGrant", request, "KeyId", "")));
    }

    private static Optional<KeyGrant> grant(Snapshot snapshot, RequestContext context, SdkPojo request) {
        Optional<KeyGrant> named = RequestFields.text(request, "KeyId")
                .flatMap(text -> KeyName.parse(text, context.scope()))
                .flatMap(name -> RequestFields.text(request, "GrantId")
                        .flatMap(id -> snapshot.find(KeyGrant.class, name.scope(), id)));
        return named.or(() -> RequestFields.text(request, "GrantToken")
                .flatMap(text -> GrantTokens.grant(snapshot, context.region(), text)));
    }

    private static boolean mayRetire(KeyGrant grant, Caller caller) {
        if (caller instanceof Caller.Root(var account, var _)) {
            return account.equals(grant.scope().account()) || account.equals(grant.issuer());
        }
        PrincipalFacts facts = PrincipalFacts.of(caller);
        List<String> names = new ArrayList<>(facts.own().stream().toList());
        facts.role().ifPresent(names::add);
        boolean retires = grant.retiring().filter(names::contains).isPresent();
        return retires || (names.contains(grant.grantee()) && grant.operations().contains("RetireGrant"));
    }

    @Override
    public Optional<ResourcePolicy> policyOf(Snapshot snapshot, String resource) {
        return KeyPolicies.of(snapshot, resource);
    }

    /** Who was given something that a key of another account encrypted is not told more of that key. */
    @Override
    public ApiException refusal(Decision decision, Check check) {
        boolean foreign = !decision.request().sameAccount()
                && (check.action().equals("kms:Decrypt") || check.action().equals("kms:ReEncryptFrom"));
        return new ApiException(
                AuthorizationError.ACCESS_DENIED_EXCEPTION,
                foreign
                        ? "The ciphertext refers to a customer master key that does not exist, does not exist in this"
                                + " region, or you are not allowed to access."
                        : decision.deniedText());
    }
}
