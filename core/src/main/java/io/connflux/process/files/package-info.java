/**
 * What {@code /proc/PID} says of a process: {@link io.connflux.process.files.ProcessFiles}, of an owner: {@link
 * io.connflux.process.files.ProcessDetails}, and of descriptors: {@link io.connflux.process.files.DescriptorFiles}.
 */
@NullMarked
package io.connflux.process.files;

import org.jspecify.annotations.NullMarked;
