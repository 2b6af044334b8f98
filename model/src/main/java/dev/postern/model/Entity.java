package dev.postern.model;

/**
 * One thing in the cloud's state. Entities are immutable; a change replaces the whole value.
 *
 * <p>Each service's nouns are a sealed family; {@link EntityKinds} lists them all.
 */
public interface Entity {
    Scope scope();

    /** Unique among the entities of the same class and scope. */
    String key();
}
