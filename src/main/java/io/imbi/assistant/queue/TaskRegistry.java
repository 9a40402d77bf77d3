package io.imbi.assistant.queue;

import io.micronaut.context.BeanContext;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The task types and result routers that there are. They are looked up when first needed, because
 * they may themselves hold the queue.
 */
@Singleton
final class TaskRegistry {

  private final Supplier<Plugged> lookup;
  private volatile @Nullable Plugged plugged;

  @Inject
  TaskRegistry(BeanContext beans) {
    this(
        () ->
            Plugged.of(
                beans.getBeansOfType(TaskTypes.class), beans.getBeansOfType(ResultRouter.class)));
  }

  TaskRegistry(Collection<TaskTypes> types, Collection<ResultRouter> routers) {
    this(() -> Plugged.of(types, routers));
  }

  private TaskRegistry(Supplier<Plugged> lookup) {
    this.lookup = lookup;
  }

  /**
   * The type of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  TaskType type(String name) {
    TaskType type = plugged().types.get(name);
    if (type == null) {
      throw new IllegalArgumentException("There is no task type " + name);
    }
    return type;
  }

  /**
   * The router of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  ResultRouter router(String name) {
    ResultRouter router = plugged().routers.get(name);
    if (router == null) {
      throw new IllegalArgumentException("There is no result router " + name);
    }
    return router;
  }

  /** What a worker of this process can run, by name. */
  Map<String, TaskType> types() {
    return plugged().types;
  }

  private Plugged plugged() {
    Plugged known = plugged;
    if (known == null) {
      // Two threads may both look; they find the same beans.
      known = lookup.get();
      plugged = known;
    }
    return known;
  }

  private record Plugged(Map<String, TaskType> types, Map<String, ResultRouter> routers) {

    static Plugged of(Collection<TaskTypes> typeBeans, Collection<ResultRouter> routerBeans) {
      Map<String, TaskType> types = new HashMap<>();
      for (TaskTypes bean : typeBeans) {
        for (TaskType type : bean.types()) {
          if (types.put(type.name(), type) != null) {
            throw new IllegalStateException("Two task types are named " + type.name());
          }
        }
      }
      Map<String, ResultRouter> routers = new HashMap<>();
      for (ResultRouter router : routerBeans) {
        if (routers.put(router.name(), router) != null) {
          throw new IllegalStateException("Two result routers are named " + router.name());
        }
      }
      return new Plugged(Map.copyOf(types), Map.copyOf(routers));
    }
  }
}
