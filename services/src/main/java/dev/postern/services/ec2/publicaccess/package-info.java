/** VPC Block Public Access: what an account's VPCs have to do with the internet, and what is excluded. */
@NullMarked
package dev.postern.services.ec2.publicaccess;

import org.jspecify.annotations.NullMarked;
