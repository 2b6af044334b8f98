/** AWS Organizations: accounts that belong together, and the policies above them. */
@NullMarked
package dev.postern.services.organizations;

import org.jspecify.annotations.NullMarked;
