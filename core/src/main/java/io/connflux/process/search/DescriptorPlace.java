package io.connflux.process.search;

import io.connflux.process.files.ProcessFiles.Stat;

/** A descriptor of a process. */
record DescriptorPlace(Stat process, int descriptor) {}
