package io.imbi.assistant.tool.mcp;

import io.imbi.assistant.tool.mcp.McpServer.Auth;
import reactor.core.publisher.Mono;

/** What is shown to one server to say who we are. */
interface Credentials {

  Credentials NONE =
      new Credentials() {
        @Override
        public Mono<Header> header() {
          return Mono.empty();
        }

        @Override
        public boolean discard(Header refused) {
          return false;
        }

        @Override
        public String conceal(String text) {
          return text;
        }
      };

  /** A header that holds a credential. */
  record Header(String name, Secret value) {}

  /**
   * The header to send now; empty if there is none.
   *
   * @return fails with a {@link McpFailure} if none can be had
   */
  Mono<Header> header();

  /**
   * Says that the server refused a header.
   *
   * @return whether another one may be had
   */
  boolean discard(Header refused);

  /** The text with our secrets taken out, should the server have repeated one. */
  String conceal(String text);

  /** One header that never changes. */
  static Credentials fixed(Auth.StaticHeader auth) {
    var header = new Header(auth.name(), auth.value());
    return new Credentials() {
      @Override
      public Mono<Header> header() {
        return Mono.just(header);
      }

      @Override
      public boolean discard(Header refused) {
        return false;
      }

      @Override
      public String conceal(String text) {
        return Credentials.conceal(text, auth.value());
      }
    };
  }

  /** Replaces a secret wherever it stands; a very short one would only mangle the text. */
  static String conceal(String text, Secret secret) {
    int bearer = secret.value().lastIndexOf(' ') + 1;
    String bare = secret.value().substring(bearer);
    return bare.length() < 6 ? text : text.replace(bare, "***");
  }
}
