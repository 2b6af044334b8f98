/** Instances as processes with a root of their own. */
@NullMarked
package dev.postern.compute;

import org.jspecify.annotations.NullMarked;
