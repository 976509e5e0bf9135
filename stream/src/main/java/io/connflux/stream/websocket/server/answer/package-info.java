/** What is answered at once, and how it is sent: {@link io.connflux.stream.websocket.server.answer.AnswersUnderWay}. */
@NullMarked
package io.connflux.stream.websocket.server.answer;

import org.jspecify.annotations.NullMarked;
