/**
 * Which processes are looked at, and in which order. Read {@link io.connflux.process.search.Search} first, then {@link
 * io.connflux.process.search.Glance} and {@link io.connflux.process.search.Walk}.
 */
@NullMarked
package io.connflux.process.search;

import org.jspecify.annotations.NullMarked;
