/** Events, as CloudTrail writes them, of what was asked of services and answered. Pure; nothing secret gets through. */
@NullMarked
package dev.postern.services.cloudtrail.events;

import org.jspecify.annotations.NullMarked;
