package dev.postern.dataplane.namespaces;

import java.util.List;

/**
 * What a namespace must be.
 *
 * @param state all of it, but for an instance's namespace only the least
 * @param veths the pairs that are made from here
 * @param ruleset of which {@code state} has the generation
 * @param exclusive whether what is not desired is removed; an instance may add to its own network
 */
public record DesiredNamespace(NamespaceState state, List<Veth> veths, Ruleset ruleset, boolean exclusive) {
    public DesiredNamespace {
        veths = List.copyOf(veths);
    }
}
