/** Server access logs of buckets. */
@NullMarked
package dev.postern.server.accesslogs;

import org.jspecify.annotations.NullMarked;
