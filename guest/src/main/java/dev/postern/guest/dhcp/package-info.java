/** What an interface is told by DHCP (RFC 2131): bytes in, bytes out. */
@NullMarked
package dev.postern.guest.dhcp;

import org.jspecify.annotations.NullMarked;
