package dev.postern.server;

import dev.postern.linux.ThreadNice;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * The JVM's compiler of what runs most (C2). An archive of classes tells it from the first moment what that will be, and it would take a
 * third of the processors from a start that is over before its code is used. So it takes only what is left until the cloud answers.
 */
final class OptimizingCompiler {
    private static final String THREADS = "C2 CompilerThre";

    private OptimizingCompiler() {}

    static void stepBack() {
        try {
            ThreadNice threads = ThreadNice.of(THREADS);
            if (threads.mayReturn()) {
                threads.set(ThreadNice.LAST);
            }
        } catch (IOException e) {
            // The start is slower then, and nobody has to know.
        }
    }

    /** Also what came meanwhile: such a thread is begun by one of its kind, and is as patient. */
    static void catchUp() {
        try {
            ThreadNice.of(THREADS).set(ThreadNice.USUAL);
        } catch (IOException e) {
            System.getLogger(OptimizingCompiler.class.getName())
                    .log(Level.WARNING, "code will be compiled late: " + e.getMessage());
        }
    }
}
