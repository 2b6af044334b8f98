package dev.postern.wire.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;

/** The keys derived from secrets: one for each secret, day, Region and service, kept since each takes four HMACs. */
final class SigningKeys {
    private static final int KEPT_MAX = 4096;

    private final Map<Key, Mac> kept = new ConcurrentHashMap<>();

    private record Key(String secret, String scope) {
        @Override
        public String toString() {
            return "Key[" + scope + "]"; // never the secret
        }
    }

    Mac get(String secret, Signature signature) {
        Key key = new Key(secret, signature.scope());
        Mac known = kept.get(key);
        if (known != null) {
            return known;
        }
        if (kept.size() >= KEPT_MAX) {
            kept.clear(); // yesterday's keys, mostly
        }
        Mac derived = derive(secret, signature);
        kept.put(key, derived);
        return derived;
    }

    private static Mac derive(String secret, Signature signature) {
        Mac start = Hashes.hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8));
        Mac date = Hashes.hmac(Hashes.hmac(start, signature.date()));
        Mac region = Hashes.hmac(Hashes.hmac(date, signature.region()));
        Mac service = Hashes.hmac(Hashes.hmac(region, signature.service()));
        return Hashes.hmac(Hashes.hmac(service, "aws4_request"));
    }
}
