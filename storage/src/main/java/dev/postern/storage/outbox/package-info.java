/** What has been promised to somebody and is not brought yet, so that no end of the process breaks the promise. */
@NullMarked
package dev.postern.storage.outbox;

import org.jspecify.annotations.NullMarked;
