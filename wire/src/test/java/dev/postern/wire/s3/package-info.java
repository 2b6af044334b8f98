@NullMarked
package dev.postern.wire.s3;

import org.jspecify.annotations.NullMarked;
