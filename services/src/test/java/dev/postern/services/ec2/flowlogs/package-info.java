/** Tests of {@code services.ec2.flowlogs}, in process. */
@NullMarked
package dev.postern.services.ec2.flowlogs;

import org.jspecify.annotations.NullMarked;
