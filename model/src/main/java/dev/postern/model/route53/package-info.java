/** The nouns of Route 53: hosted zones, their records, and changes to them. */
@NullMarked
package dev.postern.model.route53;

import org.jspecify.annotations.NullMarked;
