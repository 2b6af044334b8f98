package dev.postern.services.s3;

import dev.postern.storage.objects.Restoration;
import java.time.Duration;

/**
 * How long restores take: the longest time that AWS gives for each tier, so many times as fast. Nobody waits twelve hours for a test, and
 * yet whoever waits must see that it takes its time.
 *
 * @param speed how many times as fast as AWS; an hour of AWS's is a second by default
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html">Archive retrieval
 *     options</a>
 */
public record RestoreTimes(int speed) {
    public static final RestoreTimes BY_DEFAULT = new RestoreTimes(3_600);

    private static final int SPEED_MAX = 1_000_000;
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    public RestoreTimes {
        if (speed < 1 || speed > SPEED_MAX) {
            throw new IllegalArgumentException("a whole number from 1 (as on AWS) to " + SPEED_MAX + ": " + speed);
        }
    }

    /**
     * Reads a speed; the default where none is said.
     *
     * @throws IllegalArgumentException in words, when it is none
     */
    public static RestoreTimes parse(String text) {
        if (text.isBlank()) {
            return BY_DEFAULT;
        }
        try {
            return new RestoreTimes(Integer.parseInt(text.strip()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number from 1 (as on AWS) to " + SPEED_MAX + ": " + text, e);
        }
    }

    /** How long it takes until a copy is there. */
    Duration of(String storageClass, Restoration.Tier tier) {
        boolean deep = storageClass.equals(ColdStorage.DEEP);
        Duration there = switch (tier) {
            case EXPEDITED -> Duration.ofMinutes(5);
            case STANDARD -> Duration.ofHours(deep ? 12 : 5);
            case BULK -> Duration.ofHours(deep ? 48 : 12);
        };
        Duration here = there.dividedBy(speed);
        return here.compareTo(SHORTEST) < 0 ? SHORTEST : here;
    }
}
