package dev.postern.model.cloudtrail;

import dev.postern.model.Entity;

/** The entities of CloudTrail. */
public sealed interface CloudTrailResource extends Entity permits Trail {}
