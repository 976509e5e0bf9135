/** The names of users that {@code /etc/passwd} does not have: {@link io.connflux.process.names.NameService}. */
@NullMarked
package io.connflux.process.names;

import org.jspecify.annotations.NullMarked;
