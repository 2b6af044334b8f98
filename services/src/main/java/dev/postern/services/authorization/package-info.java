/** Who may do what: the policies that a request meets, its condition keys, and the decision. Shared by all services. */
@NullMarked
package dev.postern.services.authorization;

import org.jspecify.annotations.NullMarked;
