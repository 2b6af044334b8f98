/** Makes a kernel carry the intent: observe, diff, plan, apply. */
@NullMarked
package dev.postern.dataplane;

import org.jspecify.annotations.NullMarked;
