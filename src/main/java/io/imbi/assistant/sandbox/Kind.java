package io.imbi.assistant.sandbox;

/** The parts of an organization that projects refer to by their slugs. */
enum Kind {
  TEAM("Team", "teams", "team"),
  ENVIRONMENT("Environment", "environments", "environment"),
  PROJECT_TYPE("Project type", "project-types", "project_type");

  private final String title;
  private final String segment;
  private final String permission;

  Kind(String title, String segment, String permission) {
    this.title = title;
    this.segment = segment;
    this.permission = permission;
  }

  String title() {
    return title;
  }

  /** The name in paths. */
  String segment() {
    return segment;
  }

  /** The name in permissions, as in {@code team:read}. */
  String permission() {
    return permission;
  }

  /** Whether a project refers to the part with this slug. */
  boolean isUsedBy(Project project, String slug) {
    return switch (this) {
      case TEAM -> project.teamSlug().equals(slug);
      case ENVIRONMENT -> project.environmentSlugs().contains(slug);
      case PROJECT_TYPE -> project.typeSlugs().contains(slug);
    };
  }
}
