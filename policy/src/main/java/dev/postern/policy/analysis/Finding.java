package dev.postern.policy.analysis;

import java.util.List;

/**
 * Something about a policy that its author should know.
 *
 * @param details a sentence
 * @param locations what of the document it is about
 * @see <a href="https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html">ValidatePolicyFinding</a>
 */
public record Finding(Issue issue, String details, List<Location> locations) {
    public Finding {
        locations = List.copyOf(locations);
    }
}
