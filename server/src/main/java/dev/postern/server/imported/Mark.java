package dev.postern.server.imported;

import dev.postern.model.AccountId;
import dev.postern.server.imported.records.ImportMistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a data directory says of the cloud that was imported into it, in a file of its own beside the ledger.
 *
 * @param account the one whose root has the keys of the start, if none is named
 * @param paper whether its instances are on paper alone, and are never started
 */
public record Mark(AccountId account, boolean paper) {
    private static final String FILE = "imported";
    private static final String PAPER = "paper";

    /**
     * The mark of a data directory; empty where none was imported.
     *
     * @throws ImportMistake if it cannot be read
     */
    public static Optional<Mark> of(Path data) {
        Path file = data.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            List<String> words = List.of(Files.readString(file).strip().split("\\s+", -1));
            if (!AccountId.isValid(words.getFirst())) {
                throw new ImportMistake(file + " is damaged: it begins with the number of an account, and has the word "
                        + PAPER + " behind it if instances are never to start");
            }
            return Optional.of(new Mark(new AccountId(words.getFirst()), words.contains(PAPER)));
        } catch (IOException e) {
            throw new ImportMistake(file + " cannot be read: " + e.getMessage());
        }
    }

    /** Writes it. */
    public void write(Path data) throws IOException {
        Files.writeString(data.resolve(FILE), account + (paper ? " " + PAPER : "") + "\n");
    }
}
