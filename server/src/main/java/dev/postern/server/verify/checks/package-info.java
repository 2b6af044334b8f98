/**
 * The checks of data perimeters: whether only trusted identities, only trusted resources and only expected networks are allowed, whoever
 * asks for whatever. Policies are finite: of each principal, action, resource and context that they tell apart one is asked for, of the
 * same code that answers real requests.
 *
 * @see <a href="https://docs.aws.amazon.com/whitepapers/latest/building-a-data-perimeter-on-aws/building-a-data-perimeter-on-aws.html">
 *     Building a Data Perimeter on AWS</a>
 */
@NullMarked
package dev.postern.server.verify.checks;

import org.jspecify.annotations.NullMarked;
