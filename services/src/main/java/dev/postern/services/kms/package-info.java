/** The Key Management Service. */
@NullMarked
package dev.postern.services.kms;

import org.jspecify.annotations.NullMarked;
