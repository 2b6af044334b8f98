/** AWS STS: who one is, and temporary credentials of roles. */
@NullMarked
package dev.postern.services.sts;

import org.jspecify.annotations.NullMarked;
