package dev.postern.model.acm;

import dev.postern.model.Entity;

/** The entities of Certificate Manager. */
public sealed interface AcmResource extends Entity permits Certificate {}
