@NullMarked
package dev.postern.server.socks;

import org.jspecify.annotations.NullMarked;
