package dev.postern.explain;

import java.util.Optional;

/**
 * What happened to a packet or request that was really sent, to be put beside what was foretold.
 *
 * @param sent what was sent, in words; where nothing was, why not
 * @param came what came of it; empty where nothing was sent
 */
public record Probe(Seen seen, String sent, String came) {
    /** What it shows. */
    public enum Seen {
        ALLOWED("allowed"),
        DENIED("denied"),
        /** It was sent, and what came proves neither. */
        UNCLEAR("unclear"),
        NOT_SENT("not sent");

        private final String wireName;

        Seen(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** Nothing was sent. */
    public static Probe notSent(String because) {
        return new Probe(Seen.NOT_SENT, because, "");
    }

    /** Whether it is as foretold; empty where it proves nothing. */
    public Optional<Boolean> agrees(Explanation foretold) {
        return switch (seen) {
            case ALLOWED -> Optional.of(foretold.allowed());
            case DENIED -> Optional.of(!foretold.allowed());
            case UNCLEAR, NOT_SENT -> Optional.empty();
        };
    }
}
