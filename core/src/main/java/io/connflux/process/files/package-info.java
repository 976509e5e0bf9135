/**
 * What {@code /proc/PID} says of a process: {@link io.connflux.process.files.ProcessFiles}, and of its descriptors: {@link
 * io.connflux.process.files.DescriptorFiles}.
 */
@NullMarked
package io.connflux.process.files;

import org.jspecify.annotations.NullMarked;
