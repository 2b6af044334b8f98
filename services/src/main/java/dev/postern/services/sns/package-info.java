/** Amazon SNS: topics, subscriptions of HTTP(S) addresses, and what is published to them. */
@NullMarked
package dev.postern.services.sns;

import org.jspecify.annotations.NullMarked;
