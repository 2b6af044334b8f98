/** HTTP over Netty: sockets in any namespace, bodies that stream, one virtual thread a request. */
@NullMarked
package dev.postern.server.http;

import org.jspecify.annotations.NullMarked;
