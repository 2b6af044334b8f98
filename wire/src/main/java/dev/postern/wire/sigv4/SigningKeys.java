package dev.postern.wire.sigv4;

import dev.postern.model.Remembered;
import java.nio.charset.StandardCharsets;
import javax.crypto.Mac;

/** The keys derived from secrets: one for each secret, day, Region and service, kept since each takes four HMACs. */
final class SigningKeys {
    private static final int KEPT_MAX = 4096;

    private final Remembered<Key, Mac> kept = new Remembered<>(KEPT_MAX); // yesterday's go with the others

    private record Key(String secret, String scope) {
        @Override
        public String toString() {
            return "Key[" + scope + "]"; // never the secret
        }
    }

    Mac get(String secret, Signature signature) {
        return kept.get(new Key(secret, signature.scope()), _ -> derive(secret, signature));
    }

    private static Mac derive(String secret, Signature signature) {
        Mac start = Hashes.hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8));
        Mac date = Hashes.hmac(Hashes.hmac(start, signature.date()));
        Mac region = Hashes.hmac(Hashes.hmac(date, signature.region()));
        Mac service = Hashes.hmac(Hashes.hmac(region, signature.service()));
        return Hashes.hmac(Hashes.hmac(service, "aws4_request"));
    }
}
