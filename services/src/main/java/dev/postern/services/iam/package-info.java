/** AWS IAM: users, keys, roles, instance profiles and policies, and the credentials that follow from them. */
@NullMarked
package dev.postern.services.iam;

import org.jspecify.annotations.NullMarked;
