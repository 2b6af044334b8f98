/** The nouns of the Key Management Service. */
@NullMarked
package dev.postern.model.kms;

import org.jspecify.annotations.NullMarked;
