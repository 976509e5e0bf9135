/** The page that shows the connections. Its files are resources of this package. */
@NullMarked
package io.connflux.stream.websocket.page;

import org.jspecify.annotations.NullMarked;
