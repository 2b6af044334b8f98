package dev.postern.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Texts that were built in beside the classes that read them: AWS's published facts, in tables. */
public final class Resource {
    private Resource() {}

    /**
     * A whole text.
     *
     * @param name relative to the class's package
     * @throws IllegalStateException if it was not built in
     */
    public static String text(Class<?> reader, String name) {
        try (InputStream in = reader.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing beside " + reader.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines of a table, without its comments, which begin with a number sign. */
    public static List<String> lines(Class<?> reader, String name) {
        return text(reader, name).lines().filter(line -> !line.startsWith("#")).toList();
    }
}
