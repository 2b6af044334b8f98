/** Launch templates and their versions; what a launch takes of one is the {@code instances} package's. */
@NullMarked
package dev.postern.services.ec2.launchtemplates;

import org.jspecify.annotations.NullMarked;
