/** What connections are compared with: {@link io.connflux.filter.value.Numbers}, {@link io.connflux.filter.value.TextPattern}. */
@NullMarked
package io.connflux.filter.value;

import org.jspecify.annotations.NullMarked;
