/**
 * The web pages: shells written here, filled in the browser over the HTTP interfaces of the rest,
 * of which this package knows nothing.
 */
@NullMarked
package io.imbi.assistant.ui;

import org.jspecify.annotations.NullMarked;
