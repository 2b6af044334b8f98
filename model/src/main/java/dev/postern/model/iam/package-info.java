/** AWS IAM's nouns as values: principals, their keys and their policies. */
@NullMarked
package dev.postern.model.iam;

import org.jspecify.annotations.NullMarked;
