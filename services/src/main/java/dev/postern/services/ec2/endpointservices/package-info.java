/** Endpoint services: what an account offers to others by AWS PrivateLink, to whom, and who is connected. */
@NullMarked
package dev.postern.services.ec2.endpointservices;

import org.jspecify.annotations.NullMarked;
