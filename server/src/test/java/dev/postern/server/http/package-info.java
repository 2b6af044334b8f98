/** HTTP over real sockets on loopback. */
@NullMarked
package dev.postern.server.http;

import org.jspecify.annotations.NullMarked;
