package dev.postern.guest.imds;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A place in the metadata's tree. What is costly to know is found out only when it is read. */
sealed interface Node {
    /** A category with a value. */
    record Leaf(Supplier<byte[]> content, String contentType) implements Node {
        static Leaf text(String text) {
            return new Leaf(() -> text.getBytes(StandardCharsets.UTF_8), "text/plain");
        }
    }

    /**
     * A category of categories.
     *
     * @param title how it is listed when that differs from its name, as {@code 0=my-key}
     */
    record Directory(SortedMap<String, Node> entries, Optional<String> title) implements Node {
        public Directory {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }

        /** One name a line, directories with a slash behind it, no newline at the end. */
        String listing() {
            return entries.entrySet().stream()
                    .map(entry -> switch (entry.getValue()) {
                        case Leaf ignored -> entry.getKey();
                        case Directory directory -> directory.title().orElse(entry.getKey() + "/");
                    })
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Collects the entries of a directory. */
    final class Category {
        private final TreeMap<String, Node> entries = new TreeMap<>();

        Category leaf(String name, String text) {
            entries.put(name, Leaf.text(text));
            return this;
        }

        Category leaf(String name, Optional<String> text) {
            text.ifPresent(value -> leaf(name, value));
            return this;
        }

        Category leaf(String name, Leaf leaf) {
            entries.put(name, leaf);
            return this;
        }

        /** Adds a directory, unless it is empty. */
        Category directory(String name, Category content) {
            if (!content.entries.isEmpty()) {
                entries.put(name, new Directory(content.entries, Optional.empty()));
            }
            return this;
        }

        Category titled(String name, String title, Category content) {
            entries.put(name, new Directory(content.entries, Optional.of(title)));
            return this;
        }

        Directory build() {
            return new Directory(entries, Optional.empty());
        }
    }
}
