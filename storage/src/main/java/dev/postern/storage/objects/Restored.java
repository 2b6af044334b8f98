package dev.postern.storage.objects;

/**
 * Something that came to pass with the copy of an archived object.
 *
 * @param object as it was found, with its copy
 * @param gone whether the copy is gone; else it is there
 */
public record Restored(String bucketId, StoredObject object, boolean gone) {}
