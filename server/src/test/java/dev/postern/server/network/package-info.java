/** What listens in namespaces. */
@NullMarked
package dev.postern.server.network;

import org.jspecify.annotations.NullMarked;
