package dev.postern.storage.objects;

import java.io.IOException;

/** The index knows the object, but the file that held its body is gone, or not as long as it was. */
public final class BodyLostException extends IOException {
    private static final long serialVersionUID = 1L;

    BodyLostException(String message) {
        super(message);
    }
}
