/** Addresses, blocks, ports and protocols, in both address families. */
@NullMarked
package dev.postern.model.net;

import org.jspecify.annotations.NullMarked;
