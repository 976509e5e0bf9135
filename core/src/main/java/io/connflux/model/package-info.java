/**
 * What a connection is: its ends, its state, its owner. Read {@link io.connflux.model.Connection} first. Everything here is
 * immutable, may be shared between threads, and knows nothing of the other packages.
 */
@NullMarked
package io.connflux.model;

import org.jspecify.annotations.NullMarked;
