/** The nouns of Amazon SNS: topics and subscriptions. */
@NullMarked
package dev.postern.model.sns;

import org.jspecify.annotations.NullMarked;
