@NullMarked
package dev.postern.server.gateway;

import org.jspecify.annotations.NullMarked;
