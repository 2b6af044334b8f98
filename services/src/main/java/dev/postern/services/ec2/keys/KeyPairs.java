package dev.postern.services.ec2.keys;

import dev.postern.model.Change;
import dev.postern.model.ec2.KeyPair;
import dev.postern.model.ec2.KeyPairId;
import dev.postern.services.ec2.call.Ec2Call;
import dev.postern.services.ec2.call.Ec2Error;
import dev.postern.services.ec2.call.Filters;
import dev.postern.services.ec2.call.Noun;
import dev.postern.services.ec2.call.TagRules;
import dev.postern.storage.Cloud.Outcome;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.CreateKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.DeleteKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsResponse;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairRequest;
import software.amazon.awssdk.services.ec2.model.ImportKeyPairResponse;
import software.amazon.awssdk.services.ec2.model.KeyPairInfo;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/**
 * Key pairs. Private keys are shown once and never kept.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-key-pairs.html">Amazon EC2 key pairs</a>
 */
public final class KeyPairs {
    private static final int NAME_MAX = 255;

    private KeyPairs() {}

    /** Makes the key that a creation asks for. It is slow and random, so it happens before the commit. */
    static KeyMaterial generate(CreateKeyPairRequest request, SecureRandom random) {
        String format = request.keyFormatAsString() == null ? "pem" : request.keyFormatAsString();
        if (!format.equals("pem") && !format.equals("ppk")) {
            throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                    "Value (" + format + ") for parameter KeyFormat is invalid. Valid values: pem, ppk");
        }
        Optional<String> putty =
                format.equals("ppk") ? Optional.of(String.valueOf(request.keyName())) : Optional.empty();
        String type = request.keyTypeAsString() == null ? "rsa" : request.keyTypeAsString();
        return switch (type) {
            case "rsa" -> KeyMaterial.rsa(random, putty);
            case "ed25519" -> KeyMaterial.ed25519(random, putty);
            default ->
                throw Ec2Error.INVALID_PARAMETER_VALUE.of(
                        "Value (" + type + ") for parameter KeyType is invalid. Valid values: rsa, ed25519");
        };
    }

    static Outcome<CreateKeyPairResponse> create(Ec2Call call, CreateKeyPairRequest request, KeyMaterial material) {
        KeyPair pair = pair(call, request.keyName(), material, request.tagSpecifications());
        return new Outcome<>(
                Change.put(pair),
                CreateKeyPairResponse.builder()
                        .keyPairId(pair.key())
                        .keyName(pair.name())
                        .keyFingerprint(pair.fingerprint())
                        .keyMaterial(material.privateKey())
                        .tags(TagRules.view(pair.tags()))
                        .build());
    }

    static Outcome<ImportKeyPairResponse> importKey(Ec2Call call, ImportKeyPairRequest request) {
        if (request.publicKeyMaterial() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("PublicKeyMaterial");
        }
        KeyMaterial material = KeyMaterial.imported(request.publicKeyMaterial().asByteArray());
        KeyPair pair = pair(call, request.keyName(), material, request.tagSpecifications());
        return new Outcome<>(
                Change.put(pair),
                ImportKeyPairResponse.builder()
                        .keyPairId(pair.key())
                        .keyName(pair.name())
                        .keyFingerprint(pair.fingerprint())
                        .tags(TagRules.view(pair.tags()))
                        .build());
    }

    /** Deletes it; what does not exist is as good as deleted. */
    static Outcome<DeleteKeyPairResponse> delete(Ec2Call call, DeleteKeyPairRequest request) {
        if (request.keyName() == null && request.keyPairId() == null) {
            throw Ec2Error.MISSING_PARAMETER.of("KeyName");
        }
        Optional<KeyPair> pair = request.keyPairId() == null
                ? named(call, request.keyName())
                : call.snapshot().find(KeyPair.class, call.scope(), request.keyPairId());
        DeleteKeyPairResponse.Builder response = DeleteKeyPairResponse.builder().returnValue(true);
        pair.ifPresent(p -> response.keyPairId(p.key()));
        return new Outcome<>(pair.map(Change::remove).orElse(Change.NONE), response.build());
    }

    static DescribeKeyPairsResponse describe(Ec2Call call, DescribeKeyPairsRequest request) {
        List<KeyPair> chosen = request.keyNames().isEmpty()
                ? Noun.KEY_PAIR.select(call, request.keyPairIds())
                : request.keyNames().stream().map(name -> require(call, name)).toList();
        List<KeyPair> found = new Filters<KeyPair>()
                .one("key-pair-id", KeyPair::id)
                .one("fingerprint", KeyPair::fingerprint)
                .one("key-name", KeyPair::name)
                .tags(KeyPair::tags)
                .apply(request.filters(), chosen);
        boolean withPublicKey = Boolean.TRUE.equals(request.includePublicKey());
        return DescribeKeyPairsResponse.builder()
                .keyPairs(found.stream().map(pair -> view(pair, withPublicKey)).toList())
                .build();
    }

    /** The key pair that a launch names. */
    public static KeyPair require(Ec2Call call, String name) {
        return named(call, name).orElseThrow(() -> Ec2Error.KEY_PAIR_NOT_FOUND.of(name));
    }

    private static Optional<KeyPair> named(Ec2Call call, String name) {
        return call.all(KeyPair.class).stream()
                .filter(pair -> pair.name().equals(name))
                .findFirst();
    }

    private static KeyPair pair(
            Ec2Call call, @Nullable String name, KeyMaterial material, List<TagSpecification> specifications) {
        if (name == null || name.isEmpty()) {
            throw Ec2Error.MISSING_PARAMETER.of("KeyName");
        }
        if (name.length() > NAME_MAX) {
            throw Ec2Error.KEY_LENGTH.of();
        }
        if (!name.equals(name.strip()) || !name.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw Ec2Error.KEY_NAME.of(name);
        }
        if (named(call, name).isPresent()) {
            throw Ec2Error.KEY_PAIR_DUPLICATE.of();
        }
        return new KeyPair(
                call.scope(),
                new KeyPairId(call.newId(KeyPairId.PREFIX)),
                name,
                material.keyType(),
                material.fingerprint(),
                material.publicKey(),
                call.now(),
                TagRules.of(specifications, "key-pair"));
    }

    private static KeyPairInfo view(KeyPair pair, boolean withPublicKey) {
        return KeyPairInfo.builder()
                .keyPairId(pair.key())
                .keyName(pair.name())
                .keyType(pair.keyType())
                .keyFingerprint(pair.fingerprint())
                .publicKey(withPublicKey ? pair.publicKey() + " " + pair.name() : null)
                .createTime(pair.createdAt())
                .tags(TagRules.view(pair.tags()))
                .build();
    }
}
