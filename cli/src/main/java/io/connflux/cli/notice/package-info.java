/** What is said once on standard error while a source is read. */
@NullMarked
package io.connflux.cli.notice;

import org.jspecify.annotations.NullMarked;
