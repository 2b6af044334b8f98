/** What why sends and reads. */
@NullMarked
package dev.postern.server.why;

import org.jspecify.annotations.NullMarked;
