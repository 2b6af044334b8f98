/** What the command line asks of a running cloud, under {@code /_postern/} on the loopback port. */
@NullMarked
package dev.postern.server.control;

import org.jspecify.annotations.NullMarked;
