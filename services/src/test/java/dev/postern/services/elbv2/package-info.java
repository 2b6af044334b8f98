/** Elastic Load Balancing by the SDK, in process. */
@NullMarked
package dev.postern.services.elbv2;

import org.jspecify.annotations.NullMarked;
