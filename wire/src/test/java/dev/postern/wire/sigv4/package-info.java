@NullMarked
package dev.postern.wire.sigv4;

import org.jspecify.annotations.NullMarked;
