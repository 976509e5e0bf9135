/** What a client asks for in a URL: {@link io.connflux.stream.websocket.query.SubscriptionRequest}, then {@code Selection}. */
@NullMarked
package io.connflux.stream.websocket.query;

import org.jspecify.annotations.NullMarked;
