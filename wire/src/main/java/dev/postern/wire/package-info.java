/** AWS's protocols: signatures, codecs and errors. It knows no service's business. */
@NullMarked
package dev.postern.wire;

import org.jspecify.annotations.NullMarked;
