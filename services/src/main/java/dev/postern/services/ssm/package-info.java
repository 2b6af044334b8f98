/** Parameter Store, as far as AWS itself fills it: the public parameters in which the newest images are named. */
@NullMarked
package dev.postern.services.ssm;

import org.jspecify.annotations.NullMarked;
