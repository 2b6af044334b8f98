/** Tests of IAM. */
@NullMarked
package dev.postern.services.iam;

import org.jspecify.annotations.NullMarked;
