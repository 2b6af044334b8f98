package dev.postern.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tables that {@code iam-data.py} writes. */
final class Facts {
    private Facts() {}

    /** The lines of a table, without its comment. */
    static List<String> lines(String table) {
        try (InputStream in = Facts.class.getResourceAsStream(table)) {
            if (in == null) {
                throw new IllegalStateException(table + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
