/** The composition root: listeners, wiring, life and end of the process. */
@NullMarked
package dev.postern.server;

import org.jspecify.annotations.NullMarked;
