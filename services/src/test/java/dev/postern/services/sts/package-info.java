/** Tests of STS. */
@NullMarked
package dev.postern.services.sts;

import org.jspecify.annotations.NullMarked;
