/** Tests of launch templates, in-process. */
@NullMarked
package dev.postern.services.ec2.launchtemplates;

import org.jspecify.annotations.NullMarked;
