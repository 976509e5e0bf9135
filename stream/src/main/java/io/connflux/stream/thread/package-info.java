/** Threads that a subscription has for itself, and their end. */
@NullMarked
package io.connflux.stream.thread;

import org.jspecify.annotations.NullMarked;
