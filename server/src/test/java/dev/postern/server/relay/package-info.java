@NullMarked
package dev.postern.server.relay;

import org.jspecify.annotations.NullMarked;
