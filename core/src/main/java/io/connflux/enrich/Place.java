package io.connflux.enrich;

import io.connflux.enrich.ProcessFiles.Stat;

/** A descriptor of a process. */
record Place(Stat process, int descriptor) {}
