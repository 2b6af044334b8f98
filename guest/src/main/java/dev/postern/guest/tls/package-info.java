/** The certification authority that instances trust, and certificates for the names of the services. */
@NullMarked
package dev.postern.guest.tls;

import org.jspecify.annotations.NullMarked;
