/** The nouns of Certificate Manager. */
@NullMarked
package dev.postern.model.acm;

import org.jspecify.annotations.NullMarked;
