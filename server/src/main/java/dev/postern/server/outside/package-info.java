/** The world beyond the cloud, where it is open: what instances send there goes on by sockets of the host. */
@NullMarked
package dev.postern.server.outside;

import org.jspecify.annotations.NullMarked;
