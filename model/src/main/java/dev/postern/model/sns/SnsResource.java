package dev.postern.model.sns;

import dev.postern.model.Entity;

/** The entities of SNS. */
public sealed interface SnsResource extends Entity permits Topic, Subscription {}
