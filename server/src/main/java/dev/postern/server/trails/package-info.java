/** CloudTrail's events: told of each request that was answered, written behind it. */
@NullMarked
package dev.postern.server.trails;

import org.jspecify.annotations.NullMarked;
