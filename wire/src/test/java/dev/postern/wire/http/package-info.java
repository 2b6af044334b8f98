@NullMarked
package dev.postern.wire.http;

import org.jspecify.annotations.NullMarked;
