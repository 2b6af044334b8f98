package dev.postern.model.route53;

import dev.postern.model.Entity;

/** The entities of Route 53. */
public sealed interface Route53Resource extends Entity permits HostedZone, RecordSet, ZoneChange {}
