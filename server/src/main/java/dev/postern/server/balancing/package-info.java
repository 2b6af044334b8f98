/** Asks the targets of load balancers whether they are well, from the balancers' nodes. */
@NullMarked
package dev.postern.server.balancing;

import org.jspecify.annotations.NullMarked;
