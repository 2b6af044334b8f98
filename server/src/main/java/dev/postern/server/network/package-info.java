/** What the server listens on inside the namespaces of the cloud: services, names, metadata. */
@NullMarked
package dev.postern.server.network;

import org.jspecify.annotations.NullMarked;
