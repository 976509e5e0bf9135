/**
 * A stream in a Spring Boot application, of {@code connflux.*} properties. Read {@link
 * io.connflux.stream.boot.ConnfluxAutoConfiguration} first. Needs Spring Boot 3.5 or 4, which is optional.
 *
 * <p>May still change: which beans there are beside the {@code ConnectionStream}.
 */
@NullMarked
package io.connflux.stream.boot;

import org.jspecify.annotations.NullMarked;
