/** AWS CloudTrail: the history of events. */
@NullMarked
package dev.postern.services.cloudtrail;

import org.jspecify.annotations.NullMarked;
