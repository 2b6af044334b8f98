/**
 * Perimeters: files that say who must reach what and who must not. They are read whole, then held against the newest state; nothing is
 * asked of a file with a mistake in it.
 */
@NullMarked
package dev.postern.server.verify;

import org.jspecify.annotations.NullMarked;
