/** Tests of how targets are asked. */
@NullMarked
package dev.postern.server.balancing;

import org.jspecify.annotations.NullMarked;
