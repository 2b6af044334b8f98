/** The IAM policy language: parsed once, typed, and evaluated to a Decision. */
@NullMarked
package dev.postern.policy;

import org.jspecify.annotations.NullMarked;
