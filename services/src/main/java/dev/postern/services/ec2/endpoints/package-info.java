/** VPC endpoints, the services that they lead to, and their life. */
@NullMarked
package dev.postern.services.ec2.endpoints;

import org.jspecify.annotations.NullMarked;
