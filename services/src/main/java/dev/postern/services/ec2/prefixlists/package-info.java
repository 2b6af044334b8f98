/** Prefix lists: blocks of addresses that routes and rules name by one id. */
@NullMarked
package dev.postern.services.ec2.prefixlists;

import org.jspecify.annotations.NullMarked;
