package dev.postern.server;

import dev.postern.model.elbv2.TargetHealth;
import dev.postern.model.request.Ids;
import dev.postern.server.health.Health;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What comes from outside, and what is told to it: the person's wishes, time and chance; what is wrong.
 *
 * @param targets what was found of the targets of load balancers
 */
record Surroundings(
        Configuration configuration,
        Clock clock,
        SecureRandom random,
        Ids ids,
        Health health,
        AtomicReference<TargetHealth> targets) {}
