/** Tests of the store of events. */
@NullMarked
package dev.postern.storage.events;

import org.jspecify.annotations.NullMarked;
