/** Tests of authorization. */
@NullMarked
package dev.postern.services.authorization;

import org.jspecify.annotations.NullMarked;
