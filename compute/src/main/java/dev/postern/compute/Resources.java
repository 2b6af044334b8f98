package dev.postern.compute;

import java.io.IOException;
import java.io.InputStream;

/** The files that compute puts into images. */
final class Resources {
    private Resources() {}

    static byte[] read(String name) throws IOException {
        try (InputStream stream = Resources.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException("compute was built without " + name);
            }
            return stream.readAllBytes();
        }
    }
}
