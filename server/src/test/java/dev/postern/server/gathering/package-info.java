/** Tests of what is gathered. */
@NullMarked
package dev.postern.server.gathering;

import org.jspecify.annotations.NullMarked;
