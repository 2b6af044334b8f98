@NullMarked
package dev.postern.services.ec2.endpointservices;

import org.jspecify.annotations.NullMarked;
