package dev.postern.storage.objects;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a body is encrypted where it rests.
 *
 * @param by whose key it is
 * @param key the ARN of the key of KMS; else empty
 * @param held for KMS the data key as KMS encrypted it, in Base64; else what tells whether a key is the right one
 * @param salt of that; else empty
 * @param bucketKey whether the key was asked for the bucket instead of for the object
 * @param context the encryption context, where KMS was asked
 */
public record Sealing(
        By by, String key, String held, String salt, boolean bucketKey, SortedMap<String, String> context) {
    /** Whose key encrypts. */
    public enum By {
        /** The store's own. */
        STORE,
        /** A key of KMS, by a data key. */
        KMS,
        /** One that nobody keeps. */
        CUSTOMER
    }

    public Sealing {
        context = Collections.unmodifiableSortedMap(new TreeMap<>(context));
    }

    /** One that a key proves. */
    public static Sealing proved(By by, BodyKey key, String salt) {
        return new Sealing(by, "", key.proof(salt), salt, false, new TreeMap<>());
    }

    /** Whether a key is the right one. */
    public boolean isProvedBy(BodyKey given) {
        return held.equals(given.proof(salt));
    }
}
