/** Tests of {@code services.ec2.tagging}, in process. */
@NullMarked
package dev.postern.services.ec2.tagging;

import org.jspecify.annotations.NullMarked;
