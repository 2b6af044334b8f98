/** What is not as it should be, and what was mended: one registry, which {@code status} shows. */
@NullMarked
package dev.postern.server.health;

import org.jspecify.annotations.NullMarked;
