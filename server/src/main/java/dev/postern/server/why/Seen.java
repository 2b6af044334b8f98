package dev.postern.server.why;

import dev.postern.explain.Explanation;
import dev.postern.explain.Probe;
import java.util.Optional;

/**
 * What was foretold, and what was seen.
 *
 * @param probe empty where nobody asked to send it
 */
public record Seen(Explanation foretold, Optional<Probe> probe) {}
