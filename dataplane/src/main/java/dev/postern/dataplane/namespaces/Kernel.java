package dev.postern.dataplane.namespaces;

import java.util.List;
import java.util.SortedSet;

/** The network namespaces that are ours, and what can be done to them. */
public interface Kernel {
    /** Those that exist, by their names. Whatever is found is ours. */
    SortedSet<String> namespaces();

    NamespaceState observe(String namespace) throws KernelException;

    void apply(Step step) throws KernelException;

    /** What it tells since it was asked last, in its order; always nothing from a kernel that does not tell. */
    List<News> news();
}
