/** AWS's protocols: which operation a request means, its parameters, its answer and its errors. */
@NullMarked
package dev.postern.wire.protocol;

import org.jspecify.annotations.NullMarked;
