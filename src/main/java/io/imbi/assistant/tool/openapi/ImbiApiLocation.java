package io.imbi.assistant.tool.openapi;

import java.net.URI;

/** Where the Imbi API is called. A bean of this type takes the place of the setting. */
public interface ImbiApiLocation {

  /**
   * An HTTP URL of scheme, host, and perhaps port and path. Asked for anew with every call, and
   * first when the HTTP server is up.
   */
  URI baseUri();
}
