/** Machine images: those that come with Postern, and those that were imported. */
@NullMarked
package dev.postern.services.ec2.images;

import org.jspecify.annotations.NullMarked;
