package dev.postern.policy.analysis;

/** What a document is to be: which elements it must have, and which it must not. */
public enum PolicyForm {
    /** A policy of users, groups and roles. */
    IDENTITY,
    /** A policy of a resource. */
    RESOURCE,
    /** A bucket's policy. */
    BUCKET,
    /** Who may assume a role. */
    TRUST,
    /** A service control policy. */
    SERVICE_CONTROL,
    /** A resource control policy. */
    RESOURCE_CONTROL;

    boolean hasPrincipal() {
        return this == RESOURCE || this == BUCKET || this == TRUST || this == RESOURCE_CONTROL;
    }

    /** Whether it says who may use one resource. */
    boolean isOfResource() {
        return this == RESOURCE || this == BUCKET || this == TRUST;
    }

    /** Whether names of statements must be different, and have letters and digits only. */
    boolean hasStrictSids() {
        return this != RESOURCE && this != BUCKET;
    }
}
