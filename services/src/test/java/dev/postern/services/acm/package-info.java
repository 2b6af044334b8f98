/** Certificate Manager by the SDK, in process. */
@NullMarked
package dev.postern.services.acm;

import org.jspecify.annotations.NullMarked;
