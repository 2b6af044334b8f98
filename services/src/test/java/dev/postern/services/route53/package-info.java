/** Tests of hosted zones, in-process. */
@NullMarked
package dev.postern.services.route53;

import org.jspecify.annotations.NullMarked;
