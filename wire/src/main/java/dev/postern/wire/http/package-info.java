/** An HTTP exchange as the services see it, independent of the transport. */
@NullMarked
package dev.postern.wire.http;

import org.jspecify.annotations.NullMarked;
