/** What is remembered of refusals. */
@NullMarked
package dev.postern.server.history;

import org.jspecify.annotations.NullMarked;
