/** Tags, on everything that has an id. */
@NullMarked
package dev.postern.services.ec2.tagging;

import org.jspecify.annotations.NullMarked;
