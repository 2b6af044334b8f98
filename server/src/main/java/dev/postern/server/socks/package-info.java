/** SOCKS: how programs of the host reach the cloud's public addresses. */
@NullMarked
package dev.postern.server.socks;

import org.jspecify.annotations.NullMarked;
