package dev.postern.server.imported.records;

/**
 * Something in the files that is not here as it was there.
 *
 * @param file where it was said
 * @param id of which record; may be empty
 * @param field where in the record, as {@code NetworkInterfaces[0].Status}; empty for all of it
 * @param reason what became of it, and why
 */
public record Finding(String file, String id, String field, String reason) {
    @Override
    public String toString() {
        return file + (id.isEmpty() ? "" : ": " + id) + (field.isEmpty() ? "" : ": " + field) + ": " + reason;
    }
}
