@NullMarked
package dev.postern.wire.codec;

import org.jspecify.annotations.NullMarked;
