package io.imbi.assistant.queue;

import static io.imbi.assistant.queue.QueueFixture.idle;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskRegistryTest {

  private static final TaskType TYPE = idle("test.plain", TaskPolicy.STANDARD);

  @Test
  void twoTypesOfOneNameAreAnError() {
    var registry = new TaskRegistry(List.of(() -> List.of(TYPE), () -> List.of(TYPE)), List.of());

    assertThatThrownBy(() -> registry.type("test.plain"))
        .hasMessage("Two task types are named test.plain");
  }

  @Test
  void twoRoutersOfOneNameAreAnError() {
    var registry =
        new TaskRegistry(
            List.of(), List.of(new RecordingRouter("note"), new RecordingRouter("note")));

    assertThatThrownBy(() -> registry.router("note"))
        .hasMessage("Two result routers are named note");
  }
}
