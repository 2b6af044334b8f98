/** What was refused lately: kept in memory, bounded, for {@code why --last} and {@code log}. */
@NullMarked
package dev.postern.server.history;

import org.jspecify.annotations.NullMarked;
