/** What AWS says of an account, in files, becomes a cloud's state: pure but for {@code Files}, and what is not taken over is told. */
@NullMarked
package dev.postern.server.imported;

import org.jspecify.annotations.NullMarked;
