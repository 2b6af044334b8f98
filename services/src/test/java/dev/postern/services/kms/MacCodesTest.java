package dev.postern.services.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.AccountId;
import dev.postern.model.Region;
import dev.postern.model.Scope;
import dev.postern.model.Tags;
import dev.postern.model.kms.KeyKind;
import dev.postern.model.kms.KeyMaterial;
import dev.postern.model.kms.KeySpec;
import dev.postern.model.kms.KeyUsage;
import dev.postern.model.kms.KmsKey;
import dev.postern.model.request.Ids;
import dev.postern.services.keyring.Materials;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MacCodesTest {
    @ParameterizedTest
    @ValueSource(ints = {224, 256, 384, 512})
    void aCodeIsThatOfTheKeysMaterialWhichIsAsLong(int bits) throws GeneralSecurityException {
        KeySpec spec = KeySpec.valueOf("HMAC_" + bits);
        KeyMaterial material = Materials.first(new Ids(new Random(bits)), Instant.EPOCH, spec);
        byte[] secret = Base64.getDecoder().decode(material.bits());
        assertThat(secret).hasSize(bits / 8);
        Mac mac = Mac.getInstance("HmacSHA" + bits);
        mac.init(new SecretKeySpec(secret, "HMAC"));
        byte[] message = {1, 2, 3};
        assertThat(MacCodes.of(key(spec, material), "HMAC_SHA_" + bits, message))
                .isEqualTo(mac.doFinal(message));
    }

    private static KmsKey key(KeySpec spec, KeyMaterial material) {
        return new KmsKey(
                new Scope(new AccountId("111122223333"), Region.US_EAST_1),
                "134f2428-cec1-4b25-a1ae-9048164dba47",
                KmsKey.Keeper.CUSTOMER,
                "",
                new KmsKey.Enabled(),
                KmsKey.Rotation.NONE,
                List.of(material),
                Optional.of(new KeyKind(spec, KeyUsage.GENERATE_VERIFY_MAC)),
                "{}",
                Instant.EPOCH,
                Tags.NONE);
    }
}
