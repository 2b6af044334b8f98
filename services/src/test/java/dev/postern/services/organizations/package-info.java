/** Tests of Organizations. */
@NullMarked
package dev.postern.services.organizations;

import org.jspecify.annotations.NullMarked;
