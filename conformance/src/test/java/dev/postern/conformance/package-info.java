/** The whole cloud as its users meet it, and the rules that its code keeps. */
@NullMarked
package dev.postern.conformance;

import org.jspecify.annotations.NullMarked;
