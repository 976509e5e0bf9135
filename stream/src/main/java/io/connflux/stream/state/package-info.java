/**
 * What a stream knew, in a file, so that the next run goes on with it. Read {@link io.connflux.stream.state.StateFile} first: where
 * it is; then {@link io.connflux.stream.state.OpenState}: the file of one run, whose records are in {@code stored}.
 *
 * <p>May still change: all but {@code StateFile}, and the form of the file.
 */
@NullMarked
package io.connflux.stream.state;

import org.jspecify.annotations.NullMarked;
