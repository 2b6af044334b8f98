/** Tests of the policy language. */
@org.jspecify.annotations.NullMarked
package dev.postern.policy;
