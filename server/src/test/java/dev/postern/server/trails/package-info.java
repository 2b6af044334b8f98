/** Tests of what becomes events. */
@NullMarked
package dev.postern.server.trails;

import org.jspecify.annotations.NullMarked;
