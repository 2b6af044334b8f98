package dev.postern.server.balancing;

import dev.postern.model.elbv2.HealthCheck;
import java.util.Optional;

/**
 * What the answers of a target have come to. The first good one makes a new target healthy; who was found to be one thing must answer
 * otherwise as often in a row as its group says.
 *
 * @param healthy what was decided; empty while nothing was
 * @param others how many answers in a row were not as was decided
 */
record Streak(Optional<Boolean> healthy, int others) {
    static final Streak NEW = new Streak(Optional.empty(), 0);

    Streak after(boolean good, HealthCheck check) {
        if (healthy.filter(decided -> decided == good).isPresent()) {
            return new Streak(healthy, 0);
        }
        int enough = !good ? check.unhealthyThreshold() : healthy.isPresent() ? check.healthyThreshold() : 1;
        return others + 1 >= enough
                ? new Streak(Optional.of(good), 0)
                : new Streak(healthy, good && healthy.isEmpty() ? 0 : others + 1);
    }
}
