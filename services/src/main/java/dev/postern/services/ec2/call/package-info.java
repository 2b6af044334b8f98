/** What all of EC2's operations share: the call, errors, kinds, filters, pages, quotas, tags and idempotency. */
@NullMarked
package dev.postern.services.ec2.call;

import org.jspecify.annotations.NullMarked;
