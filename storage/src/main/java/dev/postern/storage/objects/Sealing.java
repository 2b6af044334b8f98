package dev.postern.storage.objects;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a body is encrypted where it rests.
 *
 * @param algorithm {@code AES256} for the store's own key, {@code aws:kms}, or {@code customer} for a key that nobody keeps
 * @param key the ARN of the key of KMS; else empty
 * @param held for KMS the data key as KMS encrypted it, in Base64; else what tells whether a key is the right one
 * @param salt of that; else empty
 * @param bucketKey whether the key was asked for the bucket instead of for the object
 * @param context the encryption context, where KMS was asked
 */
public record Sealing(
        String algorithm, String key, String held, String salt, boolean bucketKey, SortedMap<String, String> context) {
    public static final String OWN = "AES256";
    public static final String KMS = "aws:kms";
    public static final String CUSTOMER = "customer";

    public Sealing {
        context = Collections.unmodifiableSortedMap(new TreeMap<>(context));
    }

    /** One that a key proves. */
    public static Sealing proved(String algorithm, BodyKey key, String salt) {
        return new Sealing(algorithm, "", key.proof(salt), salt, false, new TreeMap<>());
    }

    /** Whether a key is the right one. */
    public boolean isProvedBy(BodyKey given) {
        return held.equals(given.proof(salt));
    }
}
