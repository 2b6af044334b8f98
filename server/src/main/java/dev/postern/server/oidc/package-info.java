/** The issuers of OpenID Connect tokens that the operator named. */
@NullMarked
package dev.postern.server.oidc;

import org.jspecify.annotations.NullMarked;
