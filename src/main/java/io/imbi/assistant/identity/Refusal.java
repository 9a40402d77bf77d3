package io.imbi.assistant.identity;

/**
 * Why a credential is refused, in the words that the caller reads. Those about an account are said
 * only to someone whose token or key has proved genuine.
 */
public final class Refusal {

  public static final String NOT_AUTHENTICATED = "Not authenticated";
  public static final String TOKEN_EXPIRED = "Token has expired";
  public static final String TOKEN_INVALID = "Invalid token";
  public static final String TOKEN_OF_WRONG_TYPE = "Invalid token type";
  public static final String TOKEN_REVOKED = "Token has been revoked";
  public static final String USER_NOT_FOUND = "User not found";
  public static final String USER_INACTIVE = "User account is inactive";
  public static final String SERVICE_ACCOUNT_NOT_FOUND = "Service account not found";
  public static final String SERVICE_ACCOUNT_INACTIVE = "Service account is inactive";
  public static final String API_KEY_INVALID = "Invalid API key";
  public static final String API_KEY_EXPIRED = "API key has expired";
  public static final String API_KEY_REVOKED = "API key has been revoked";
  public static final String API_KEYS_UNSUPPORTED = "API keys are not accepted here";

  private Refusal() {}
}
