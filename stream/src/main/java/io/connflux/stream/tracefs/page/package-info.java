/**
 * What the kernel's trace looks like as bytes: where the fields stand ({@link io.connflux.stream.tracefs.page.EventFormat}), and
 * the entries of a page ({@link io.connflux.stream.tracefs.page.TracePage}). Read {@code TracePage} first.
 */
@NullMarked
package io.connflux.stream.tracefs.page;

import org.jspecify.annotations.NullMarked;
