/** Why a packet or a request passes or does not, and what would let it: one story, and its renderings. Pure. */
@NullMarked
package dev.postern.explain;

import org.jspecify.annotations.NullMarked;
