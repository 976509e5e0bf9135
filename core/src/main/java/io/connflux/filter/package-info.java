/**
 * Which connections are meant: one language for all that chooses among them. Read {@link io.connflux.filter.Filter} first, then
 * {@link io.connflux.filter.Clause}, what can be asked of a connection. Everything here is immutable, may be shared between threads,
 * and judges rows with no object made for any. Behind it, and hidden: {@code text}, the words of an expression.
 *
 * <p>May still change: which clauses there are.
 */
@NullMarked
package io.connflux.filter;

import org.jspecify.annotations.NullMarked;
