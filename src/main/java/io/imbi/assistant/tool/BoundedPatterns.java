package io.imbi.assistant.tool;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import java.io.Serial;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Matches the patterns of schemas that come from elsewhere. A pattern that Java does not know, or
 * one that backtracks without end, refuses nothing: the tool's own server still judges the value.
 */
final class BoundedPatterns implements RegularExpressionFactory {

  private static final int MAX_STEPS = 1_000_000;

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      return value -> true;
    }
    return value -> {
      try {
        return pattern.matcher(new Metered(value, new Steps())).find();
      } catch (TooManyStepsException | StackOverflowError e) {
        return true;
      }
    };
  }

  /** Counts what one match reads of its text, over all parts of it. */
  private static final class Steps {

    private int taken;

    void take() {
      taken++;
      if (taken > MAX_STEPS) {
        throw new TooManyStepsException();
      }
    }
  }

  private record Metered(CharSequence text, Steps steps) implements CharSequence {

    @Override
    public char charAt(int index) {
      steps.take();
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Metered(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }

  private static final class TooManyStepsException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    TooManyStepsException() {
      super(null, null, false, false);
    }
  }
}
