/** What was asked of the services and by whom: kept in a file of its own, bounded, and never in the way of a request. */
@NullMarked
package dev.postern.storage.events;

import org.jspecify.annotations.NullMarked;
