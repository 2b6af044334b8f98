/** Answers {@code ./postern why}: finds what was meant, follows it, and asks the services what they would decide. */
@NullMarked
package dev.postern.server.why;

import org.jspecify.annotations.NullMarked;
