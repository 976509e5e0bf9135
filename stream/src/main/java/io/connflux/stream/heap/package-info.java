/** What is done where the heap is too small: {@link io.connflux.stream.heap.OutOfHeap}. */
@NullMarked
package io.connflux.stream.heap;

import org.jspecify.annotations.NullMarked;
