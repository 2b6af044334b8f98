package dev.postern.server;

import dev.postern.linux.ThreadNice;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * The JVM's compilers. An archive of classes tells them from the first moment what will run most, and together they would take half of the
 * processors from a start that is over before most of their code is used. The launcher has both begin behind all else; that of what
 * runs most (C2) then takes only what is left until the cloud answers.
 */
final class Compilers {
    private static final String QUICK = "C1 CompilerThre";
    private static final String OPTIMIZING = "C2 CompilerThre";

    private Compilers() {}

    static void stepBack() {
        try {
            ThreadNice optimizing = ThreadNice.of(OPTIMIZING);
            if (optimizing.mayReturn()) {
                optimizing.set(ThreadNice.LAST);
            }
        } catch (IOException e) {
            // The start is slower then, and nobody has to know.
        }
    }

    /** Also what came meanwhile: such a thread is begun by one of its kind, and is as patient. */
    static void catchUp() {
        try {
            ThreadNice.of(QUICK).set(ThreadNice.USUAL);
            ThreadNice.of(OPTIMIZING).set(ThreadNice.USUAL);
        } catch (IOException e) {
            System.getLogger(Compilers.class.getName())
                    .log(Level.WARNING, "code will be compiled late: " + e.getMessage());
        }
    }
}
