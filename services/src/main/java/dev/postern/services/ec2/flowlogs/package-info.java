/** VPC flow logs: what they watch, where their files go, and the bucket's permission for that. */
@NullMarked
package dev.postern.services.ec2.flowlogs;

import org.jspecify.annotations.NullMarked;
