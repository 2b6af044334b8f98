/**
 * Exports: the perimeter file of what is reachable in the newest state. What can be asked is listed here; {@code server.verify} judges it.
 */
@NullMarked
package dev.postern.server.export;

import org.jspecify.annotations.NullMarked;
