package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.KernelException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The library behind {@code nft} ({@code libnftables(3)}), in this process.
 *
 * <p>A transaction is in force when the kernel has answered it. The {@code nft} program cannot say so before it has ended, and to
 * end it closes its socket, for which the kernel waits until every processor has let go of what the transaction removed: many
 * times what the transaction itself takes. Here the socket is closed by another thread.
 */
@SuppressWarnings("restricted") // calls into the C library, with the types of its header
final class Nftables {
    private static final Logger LOG = System.getLogger(Nftables.class.getName());
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
    private static final int DEFAULT_FLAGS = 0;
    private static final long ERRORS_MAX_BYTES = 1 << 20;

    // Pointers are handed over as numbers, and what a void function leaves is ignored: Java then has two types of
    // functions to
    // learn, not five.
    private static final MethodHandle NEW = function("nft_ctx_new", ValueLayout.JAVA_LONG);
    private static final MethodHandle FREE = function("nft_ctx_free", ValueLayout.JAVA_LONG);
    private static final MethodHandle BUFFER_ERRORS = function("nft_ctx_buffer_error", ValueLayout.JAVA_LONG);
    private static final MethodHandle ERRORS = function("nft_ctx_get_error_buffer", ValueLayout.JAVA_LONG);
    private static final MethodHandle RUN =
            function("nft_run_cmd_from_buffer", ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

    /** The library's parser has state of its own that contexts share. */
    private static final ReentrantLock PARSER = new ReentrantLock();

    private Nftables() {}

    /**
     * Runs a transaction in the calling thread's namespace: all of it, or nothing.
     *
     * @throws KernelException with nft's own words, if it is refused
     */
    static void run(String transaction) throws KernelException {
        PARSER.lock();
        try (Arena arena = Arena.ofConfined()) {
            long context = (long) NEW.invokeExact((long) DEFAULT_FLAGS);
            if (context == 0) {
                throw new KernelException("nft: no context");
            }
            try {
                int unbuffered = (int) (long) BUFFER_ERRORS.invokeExact(context);
                int refused = (int) (long)
                        RUN.invokeExact(context, arena.allocateFrom(transaction).address());
                if (refused != 0) {
                    LOG.log(Level.DEBUG, "refused: {0}", transaction);
                    throw new KernelException("nft: " + (unbuffered == 0 ? words(context) : "refused"));
                }
            } finally {
                Thread.ofPlatform().daemon().name("nft-close").start(() -> free(context));
            }
        } catch (KernelException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("libnftables", e);
        } finally {
            PARSER.unlock();
        }
    }

    /** The error itself. The lines that follow it quote the first line of the transaction, whichever was refused. */
    private static String words(long context) throws Throwable {
        MemorySegment text = MemorySegment.ofAddress((long) ERRORS.invokeExact(context));
        return text.reinterpret(ERRORS_MAX_BYTES)
                .getString(0)
                .lines()
                .findFirst()
                .orElse("refused");
    }

    private static void free(long context) {
        try {
            long _ = (long) FREE.invokeExact(context);
        } catch (Throwable e) {
            throw new IllegalStateException("libnftables", e);
        }
    }

    private static MethodHandle function(String name, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LIBRARY.findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters));
    }
}
