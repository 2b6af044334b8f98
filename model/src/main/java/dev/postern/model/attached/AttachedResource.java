package dev.postern.model.attached;

import dev.postern.model.Entity;

/** The entities of attached services. */
public sealed interface AttachedResource extends Entity permits AttachedService, QueuePolicy {}
