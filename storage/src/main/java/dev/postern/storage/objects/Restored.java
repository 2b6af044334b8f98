package dev.postern.storage.objects;

/**
 * Something that came to pass with the copy of an archived object.
 *
 * @param object as it was found
 * @param restoration as it was when that came to pass
 * @param gone whether the copy is gone; else it is there
 */
public record Restored(String bucketId, StoredObject object, Restoration restoration, boolean gone) {}
