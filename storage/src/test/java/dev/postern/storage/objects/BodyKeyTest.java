package dev.postern.storage.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies under keys: the same back from every offset, and never the same twice. */
final class BodyKeyTest {
    @TempDir
    private Path directory;

    private static BodyKey key(int seed) {
        byte[] bits = new byte[BodyKey.BYTES];
        new Random(seed).nextBytes(bits);
        return new BodyKey(bits);
    }

    private static byte[] over(BodyKey key, byte[] bytes, String name, long offset) throws IOException {
        return key.over(new ByteArrayInputStream(bytes), name, offset).readAllBytes();
    }

    @Test
    void anyOffsetReadsWhatTheWholeReads() throws IOException {
        byte[] plain = new byte[1_000];
        new Random(5).nextBytes(plain);
        byte[] kept = over(key(1), plain, "n", 0);
        assertThat(kept).isNotEqualTo(plain);
        for (int from = 0; from <= plain.length; from++) {
            assertThat(over(key(1), Arrays.copyOfRange(kept, from, kept.length), "n", from))
                    .as("from %d", from)
                    .isEqualTo(Arrays.copyOfRange(plain, from, plain.length));
        }
    }

    @Test
    void anotherNameOrKeyGivesOtherBytes() throws IOException {
        byte[] plain = new byte[64];
        byte[] kept = over(key(1), plain, "n", 0);
        assertThat(over(key(1), plain, "m", 0)).isNotEqualTo(kept);
        assertThat(over(key(2), plain, "n", 0)).isNotEqualTo(kept);
        assertThat(key(1).proof("00ff")).isEqualTo(key(1).proof("00ff")).isNotEqualTo(key(2).proof("00ff"));
        assertThat(key(1).proof("00fe")).isNotEqualTo(key(1).proof("00ff"));
        assertThat(key(1).toString()).isEqualTo("BodyKey");
        assertThatThrownBy(() -> new BodyKey(new byte[31])).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theStoresOwnKeyStaysTheSame() throws IOException {
        String first;
        try (FileObjectStore store = new FileObjectStore(directory)) {
            assertThat(directory.resolve("own.key")).doesNotExist();
            first = store.ownKey().proof("00");
        }
        assertThat(Files.size(directory.resolve("own.key"))).isEqualTo(BodyKey.BYTES);
        try (FileObjectStore store = new FileObjectStore(directory)) {
            assertThat(store.ownKey().proof("00")).isEqualTo(first);
        }
    }
}
