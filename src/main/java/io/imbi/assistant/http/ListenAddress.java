package io.imbi.assistant.http;

import io.micronaut.http.server.HttpServerConfiguration;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Where the server listens, as far as it matters who can reach it. */
@Singleton
public final class ListenAddress {

  private final boolean onlyThisMachine;

  ListenAddress(HttpServerConfiguration server) {
    this.onlyThisMachine = server.getHost().filter(ListenAddress::isLoopback).isPresent();
  }

  /** Whether only programs on this machine can connect. */
  public boolean onlyThisMachine() {
    return onlyThisMachine;
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException _) {
      return false;
    }
  }
}
