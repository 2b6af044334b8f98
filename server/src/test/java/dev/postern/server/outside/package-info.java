@NullMarked
package dev.postern.server.outside;

import org.jspecify.annotations.NullMarked;
