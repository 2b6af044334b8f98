/** Amazon Route 53: hosted zones and their records. Who answers from them is the {@code guest} module's resolver. */
@NullMarked
package dev.postern.services.route53;

import org.jspecify.annotations.NullMarked;
