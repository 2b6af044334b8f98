/** What is exported, and whether it holds. */
@NullMarked
package dev.postern.server.export;

import org.jspecify.annotations.NullMarked;
