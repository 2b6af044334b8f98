/** A cloud that is used and disturbed at the same time, for as long as one likes. */
@NullMarked
package dev.postern.conformance.soak;

import org.jspecify.annotations.NullMarked;
