package dev.postern.storage.objects;

import java.util.Optional;

/**
 * Something that was due and is done.
 *
 * @param deletion what came of it where the version went; empty where it moved to another class
 */
public record Settled(Due due, Optional<Deletion.Outcome> deletion) {}
