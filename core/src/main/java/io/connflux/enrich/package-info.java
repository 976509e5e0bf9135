/**
 * Whose connection it is. Start reading with {@link io.connflux.enrich.OwnerSearch}, then {@code Search}, {@code Glance}
 * and {@code Walk}: which processes are looked at, and in which order.
 */
@NullMarked
package io.connflux.enrich;

import org.jspecify.annotations.NullMarked;
