/** Certificate Manager, as far as it keeps certificates that were imported. */
@NullMarked
package dev.postern.services.acm;

import org.jspecify.annotations.NullMarked;
