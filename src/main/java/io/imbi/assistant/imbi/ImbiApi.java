package io.imbi.assistant.imbi;

/**
 * The operations as they go over the wire. Paths are checked and bodies are JSON already.
 *
 * <p>Methods throw {@link ImbiTransportException} and nothing else.
 */
interface ImbiApi extends AutoCloseable {

  String RELEASES = "/organizations/{org}/projects/{project}/releases/";
  String DEPLOYMENT =
      "/organizations/{org}/projects/{project}/releases/{version}/environments/{env}";
  String PROJECT = "/organizations/{org}/projects/{project}";
  String USER_BY_IDENTITY = "/users/by-identity";

  ImbiResponse createRelease(String org, String project, byte[] body);

  ImbiResponse recordDeployment(
      String org, String project, String version, String env, byte[] body);

  ImbiResponse patchProject(String org, String project, byte[] operations);

  ImbiResponse findUserByIdentity(String plugin, String subject);

  @Override
  void close();
}
