/** From an HTTP request to the service that it asks, and back: who signed, may they, which operation. */
@NullMarked
package dev.postern.server.gateway;

import org.jspecify.annotations.NullMarked;
