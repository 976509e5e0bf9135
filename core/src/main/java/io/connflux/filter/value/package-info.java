/**
 * What connections are compared with: {@link io.connflux.filter.value.Numbers}, {@link io.connflux.filter.value.TextPattern}.
 *
 * <p>May still change: all of it, with the clauses that compare.
 */
@NullMarked
package io.connflux.filter.value;

import org.jspecify.annotations.NullMarked;
