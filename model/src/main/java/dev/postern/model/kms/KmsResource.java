package dev.postern.model.kms;

import dev.postern.model.Entity;

/** The entities of the Key Management Service. */
public sealed interface KmsResource extends Entity permits KmsKey, KeyAlias, KeyGrant {}
