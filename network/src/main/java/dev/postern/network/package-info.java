/** From the snapshot to the network that carries it, and the walk of a packet through that network. */
@NullMarked
package dev.postern.network;

import org.jspecify.annotations.NullMarked;
