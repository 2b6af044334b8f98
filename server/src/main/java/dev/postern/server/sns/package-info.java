/** How what SNS sends comes to its subscribers: who signs it, and who brings it. */
@NullMarked
package dev.postern.server.sns;

import org.jspecify.annotations.NullMarked;
