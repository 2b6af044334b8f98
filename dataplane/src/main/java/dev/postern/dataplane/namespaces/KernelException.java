package dev.postern.dataplane.namespaces;

/** The kernel, or the tool that speaks to it, refused. */
public final class KernelException extends Exception {
    public KernelException(String message) {
        super(message);
    }

    public KernelException(String message, Throwable cause) {
        super(message, cause);
    }
}
