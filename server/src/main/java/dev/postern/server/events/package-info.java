/** What S3 tells topics and queues of buckets. */
@NullMarked
package dev.postern.server.events;

import org.jspecify.annotations.NullMarked;
