@NullMarked
package dev.postern.server.sns;

import org.jspecify.annotations.NullMarked;
