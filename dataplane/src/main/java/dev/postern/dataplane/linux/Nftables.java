package dev.postern.dataplane.linux;

import dev.postern.dataplane.namespaces.KernelException;
import java.io.IOException;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The library behind {@code nft} ({@code libnftables(3)}), in this process.
 *
 * <p>The library waits for the kernel with {@code select(2)}, whose sets end at descriptor 1,023: a socket with a higher number
 * would end the process. So each transaction runs on a thread with {@linkplain FewDescriptors few descriptors}, where the
 * library's socket gets a low number, however many the process has open.
 *
 * <p>A transaction is in force when the kernel has answered it. The {@code nft} program cannot say so before it has ended, and to
 * end it closes its socket, for which the kernel waits until every processor has let go of what the transaction removed: many
 * times what the transaction itself takes. Here the thread closes the socket after it has said so.
 */
@SuppressWarnings("restricted") // calls into the C library, with the types of its header
final class Nftables {
    private static final Logger LOG = System.getLogger(Nftables.class.getName());
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
    private static final int DEFAULT_FLAGS = 0;
    private static final long ERRORS_MAX_BYTES = 1 << 20;

    // Pointers are handed over as numbers, and what a void function leaves is ignored:
    // Java then has two types of functions to learn, not five.
    private static final MethodHandle NEW = function("nft_ctx_new", ValueLayout.JAVA_LONG);
    private static final MethodHandle FREE = function("nft_ctx_free", ValueLayout.JAVA_LONG);
    private static final MethodHandle BUFFER_ERRORS = function("nft_ctx_buffer_error", ValueLayout.JAVA_LONG);
    private static final MethodHandle ERRORS = function("nft_ctx_get_error_buffer", ValueLayout.JAVA_LONG);
    private static final MethodHandle RUN =
            function("nft_run_cmd_from_buffer", ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);

    /**
     * The library's parser has state of its own that contexts share. So has its memory of links, which one context may still be
     * forgetting when the next begins: rules say what links are called, and none is looked up.
     */
    private static final ReentrantLock PARSER = new ReentrantLock();

    static {
        // A thread with few descriptors cannot load a class from a jar. So all that it will do is done
        // once before, with words that the library refuses before it waits for anything.
        try (Arena arena = Arena.ofConfined()) {
            Transaction rehearsal = new Transaction(arena.allocateFrom("rehearsal\n"));
            rehearsal.transact();
            rehearsal.refusal.join();
        }
    }

    private Nftables() {}

    /**
     * Runs a transaction in the calling thread's namespace: all of it, or nothing.
     *
     * @throws KernelException with nft's own words, if it is refused
     */
    static void run(String transaction) throws KernelException {
        PARSER.lock();
        try (Arena arena = Arena.ofConfined()) {
            Transaction running = new Transaction(arena.allocateFrom(transaction));
            Thread.ofPlatform().daemon().name("nft").start(running); // it begins in the namespace of this one
            String refusal = running.refusal.join();
            if (!refusal.isEmpty()) {
                LOG.log(Level.DEBUG, "refused: {0}", transaction);
                throw new KernelException("nft: " + refusal);
            }
        } finally {
            PARSER.unlock();
        }
    }

    /** One transaction, on its thread. Its text stays in memory until the answer is there. */
    private static final class Transaction implements Runnable {
        private final long text;

        /** The library's words, completed when the kernel has answered; empty when the transaction is in force. */
        private final CompletableFuture<String> refusal = new CompletableFuture<>();

        private Transaction(MemorySegment text) {
            this.text = text.address();
        }

        @Override
        public void run() {
            try {
                FewDescriptors.take();
            } catch (IOException e) {
                refusal.complete(String.valueOf(e.getMessage()));
                return;
            }
            transact();
        }

        private void transact() {
            try {
                long context = (long) NEW.invokeExact((long) DEFAULT_FLAGS);
                if (context == 0) {
                    refusal.complete("no context");
                    return;
                }
                int unbuffered = (int) (long) BUFFER_ERRORS.invokeExact(context);
                int refused = (int) (long) RUN.invokeExact(context, text);
                refusal.complete(refused == 0 ? "" : unbuffered == 0 ? words(context) : "refused");
                long _ = (long) FREE.invokeExact(context);
            } catch (Throwable e) {
                refusal.completeExceptionally(new IllegalStateException("libnftables", e));
            }
        }

        /** The error itself. The lines that follow it quote the first line of the transaction, whichever was refused. */
        private static String words(long context) throws Throwable {
            MemorySegment text = MemorySegment.ofAddress((long) ERRORS.invokeExact(context));
            String first = text.reinterpret(ERRORS_MAX_BYTES)
                    .getString(0)
                    .lines()
                    .findFirst()
                    .orElse("");
            return first.isEmpty() ? "refused" : first;
        }
    }

    private static MethodHandle function(String name, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LIBRARY.findOrThrow(name), FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters));
    }
}
