/**
 * What every reader of a {@code /proc} asks first: which processes there are ({@link io.connflux.proc.ProcessList}), when one
 * started ({@link io.connflux.proc.ProcessStat}), and what a link to a thing without a path leads to ({@link
 * io.connflux.proc.InodeLink}).
 */
@NullMarked
package io.connflux.proc;

import org.jspecify.annotations.NullMarked;
