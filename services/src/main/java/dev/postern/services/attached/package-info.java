/**
 * Services that other servers are: who may be attached, what a request asks for and of what, and what of it goes on. All of it is pure;
 * who asks the server is {@code server.attached}.
 *
 * <p>A request is told apart completely or refused, and what goes on is written anew from what was understood: there are no two readings
 * of it.
 */
@NullMarked
package dev.postern.services.attached;

import org.jspecify.annotations.NullMarked;
