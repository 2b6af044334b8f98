/** Generic codecs between the wire's forms and SDK types, driven by the SDK's field metadata. */
@NullMarked
package dev.postern.wire.codec;

import org.jspecify.annotations.NullMarked;
