/** Route tables, their routes, and where they are in force. */
@NullMarked
package dev.postern.services.ec2.routing;

import org.jspecify.annotations.NullMarked;
