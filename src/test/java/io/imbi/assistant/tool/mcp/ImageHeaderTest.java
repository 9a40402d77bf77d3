package io.imbi.assistant.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void readsWhatIsWrittenEverywhere(String format) throws IOException {
    assertThat(ImageHeader.read(image(format, 321, 23)))
        .contains(new ImageHeader("image/" + format, 321, 23));
  }

  @Test
  void readsTheThreeKindsOfWebp() {
    assertThat(
            ImageHeader.read(
                hex(
                    "524946460000000057454250"
                        + "56503858"
                        + "0a000000"
                        + "10000000"
                        + "3f0100"
                        + "ef0000")))
        .contains(new ImageHeader("image/webp", 320, 240));
    assertThat(
            ImageHeader.read(
                hex("524946460000000057454250" + "5650384c" + "00000000" + "2f" + "3fc13b00")))
        .contains(new ImageHeader("image/webp", 320, 240));
    assertThat(
            ImageHeader.read(
                hex(
                    "524946460000000057454250"
                        + "56503820"
                        + "00000000"
                        + "000000"
                        + "9d012a"
                        + "4001"
                        + "f000")))
        .contains(new ImageHeader("image/webp", 320, 240));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void nothingThatIsCutShortIsReadBeyondItsEnd(String format) throws IOException {
    byte[] whole = image(format, 321, 23);
    for (int length = 0; length < Math.min(whole.length, 700); length++) {
      assertThat(ImageHeader.read(Arrays.copyOf(whole, length)))
          .satisfiesAnyOf(
              read -> assertThat(read).isEmpty(),
              read -> assertThat(read).contains(new ImageHeader("image/" + format, 321, 23)));
    }
  }

  @Test
  void nothingElseIsAnImage() {
    assertThat(ImageHeader.read(new byte[0])).isEmpty();
    assertThat(
            ImageHeader.read(
                "<svg xmlns='http://www.w3.org/2000/svg'/>".getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
    assertThat(ImageHeader.read(hex("ffd8" + "ff".repeat(100)))).isEmpty();
  }

  private static byte[] image(String format, int width, int height) throws IOException {
    var out = new ByteArrayOutputStream();
    assertThat(
            ImageIO.write(
                new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out))
        .isTrue();
    return out.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
