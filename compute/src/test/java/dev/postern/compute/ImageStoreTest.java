package dev.postern.compute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.model.ec2.BuiltInImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports, as far as they need no privileges. */
final class ImageStoreTest {
    @TempDir
    private Path directory = Path.of("unset");

    private Path root = directory;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectories(directory.resolve("root"));
        Files.createDirectories(root.resolve("bin"));
        Files.writeString(root.resolve("bin/sh"), "#!\n");
    }

    @Test
    void forgetsTheImagesThatNobodyKnowsAnyMore() throws IOException {
        ImageStore images = ImageStore.open(directory.resolve("images"), directory, RuncFixture.CA);
        images.importFrom(root, "one");
        images.importFrom(root, "two");
        images.keepOnly(Set.of("two"));
        assertThat(images.find("one")).isEmpty();
        assertThat(images.find("two")).isPresent();
        assertThat(images.find(BuiltInImage.SHARED.rootFilesystem())).isPresent();
        images.keepOnly(Set.of());
        assertThat(directory.resolve("images/imported")).isEmptyDirectory();
    }
}
