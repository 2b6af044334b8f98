package dev.postern.server.imported.records;

/** The files, or the command, say something that cannot be: nothing is imported. */
public final class ImportMistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ImportMistake(String message) {
        super(message);
    }
}
