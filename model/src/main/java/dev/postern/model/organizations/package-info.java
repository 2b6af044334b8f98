/** The nouns of AWS Organizations. */
@NullMarked
package dev.postern.model.organizations;

import org.jspecify.annotations.NullMarked;
