package dev.postern.model.s3;

import dev.postern.model.Entity;

/** The entities of S3. */
public sealed interface S3Resource extends Entity permits AccessPoint, AccountAccessBlock, Bucket {}
