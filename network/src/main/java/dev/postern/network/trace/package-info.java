/** The second witness: one packet's way through an intent, hop by hop, there and back, with what decided and what would help. */
@NullMarked
package dev.postern.network.trace;

import org.jspecify.annotations.NullMarked;
