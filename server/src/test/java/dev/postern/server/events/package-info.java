/** Tests of what S3 tells topics and queues. */
@NullMarked
package dev.postern.server.events;

import org.jspecify.annotations.NullMarked;
