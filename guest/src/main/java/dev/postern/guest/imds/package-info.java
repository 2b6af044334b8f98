/** The instance metadata service as a function from request to response. */
@NullMarked
package dev.postern.guest.imds;

import org.jspecify.annotations.NullMarked;
