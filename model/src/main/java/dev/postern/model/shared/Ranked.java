package dev.postern.model.shared;

/**
 * A key whose order can most often be told by a number: a tree of many keys is searched without looking at the keys, which lie
 * scattered in memory.
 */
public interface Ranked {
    /** Unsigned. Where the numbers of two keys of a class differ, {@code compareTo} tells the same; where they do not, it decides. */
    long rank();
}
