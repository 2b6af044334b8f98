package dev.postern.model.iam;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Who stands behind a session that an identity provider's token began.
 *
 * @param provider the provider's ARN
 * @param keys the condition keys that its claims give each request, as {@code idp.example.com:sub}, in lower case
 */
public record WebIdentity(String provider, SortedMap<String, String> keys) {
    public WebIdentity {
        keys = Collections.unmodifiableSortedMap(new TreeMap<>(keys));
    }
}
