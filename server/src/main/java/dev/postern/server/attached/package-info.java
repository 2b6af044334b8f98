/** Servers beside the cloud that are attached as services: requests are judged here and passed on, signed with the servers' own keys. */
@NullMarked
package dev.postern.server.attached;

import org.jspecify.annotations.NullMarked;
