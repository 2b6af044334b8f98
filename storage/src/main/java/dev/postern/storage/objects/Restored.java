package dev.postern.storage.objects;

/**
 * Something that came to pass with the copy of an archived object, which was noted and is durable.
 *
 * @param object as it is since
 * @param restoration as it was
 * @param gone whether the copy is gone; else it is there
 */
public record Restored(String bucketId, StoredObject object, Restoration restoration, boolean gone) {}
