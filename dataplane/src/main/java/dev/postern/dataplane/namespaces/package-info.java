/** The network as kernel objects in namespaces: what they must be, how they differ, and the steps between. Pure but for the {@code Kernel} port. */
@NullMarked
package dev.postern.dataplane.namespaces;

import org.jspecify.annotations.NullMarked;
