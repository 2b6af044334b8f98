/** The time of day as instances ask for it at {@code 169.254.169.123}: bytes in, bytes out. */
@NullMarked
package dev.postern.guest.ntp;

import org.jspecify.annotations.NullMarked;
