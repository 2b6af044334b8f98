/** What CloudTrail keeps: trails. */
@NullMarked
package dev.postern.model.cloudtrail;

import org.jspecify.annotations.NullMarked;
