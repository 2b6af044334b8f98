/** What {@code ./postern verify} found, for people and for programs. */
@NullMarked
package dev.postern.cli.verify;

import org.jspecify.annotations.NullMarked;
