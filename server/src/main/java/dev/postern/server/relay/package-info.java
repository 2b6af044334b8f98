/** Two connections joined to one: what tunnels of every kind are made of. */
@NullMarked
package dev.postern.server.relay;

import org.jspecify.annotations.NullMarked;
