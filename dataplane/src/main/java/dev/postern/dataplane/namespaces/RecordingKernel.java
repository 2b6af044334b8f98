package dev.postern.dataplane.namespaces;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A kernel without packets: it takes every step and counts them. To see what is planned, where nothing is to be made. */
public final class RecordingKernel implements Kernel {
    private final TreeSet<String> namespaces = new TreeSet<>();
    private long steps;
    private long written;

    @Override
    public SortedSet<String> namespaces() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(namespaces));
    }

    /** Nobody changes anything here, so nobody looks. */
    @Override
    public NamespaceState observe(String namespace) throws KernelException {
        throw new KernelException("a recording has no state");
    }

    @Override
    public void apply(Step step) {
        steps++;
        switch (step) {
            case Step.CreateNamespace(String name) -> namespaces.add(name);
            case Step.RemoveNamespace(String name) -> namespaces.remove(name);
            case Step.LoadRuleset(var _, Optional<Ruleset> before, Ruleset ruleset, var _) ->
                written += before.map(known -> ruleset.update(known, 1))
                        .orElseGet(() -> ruleset.replacement(1))
                        .length();
            case Step.Configure _, Step.ForgetConnections _, Step.EndFlows _, Step.RunProgram _ -> {}
        }
    }

    @Override
    public List<News> news() {
        return List.of();
    }

    /** How many there were. */
    public long steps() {
        return steps;
    }

    /** How many characters of rules it was given. */
    public long written() {
        return written;
    }
}
