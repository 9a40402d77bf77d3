package io.imbi.assistant.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Finds tools by words: a BM25 ranking over names, descriptions and parameters. Immutable, in
 * memory, and safe for many threads.
 */
public final class ToolIndex {

  private static final String POSITION = "position";
  private static final String NAME = "name";
  private static final String DESCRIPTION = "description";
  private static final String PARAMETERS = "parameters";

  /** What a name says weighs more than what a description mentions. */
  private static final float NAME_WEIGHT = 3f;

  private static final float DESCRIPTION_WEIGHT = 1f;
  private static final float PARAMETERS_WEIGHT = 0.5f;

  /** More words than any question that is worth ranking by. */
  private static final int MAX_TERMS = 64;

  private final Analyzer analyzer = new EnglishAnalyzer();
  private final List<ToolDefinition> definitions;
  private final IndexSearcher searcher;

  public ToolIndex(List<ToolDefinition> definitions) {
    this.definitions = List.copyOf(definitions);
    var directory = new ByteBuffersDirectory();
    try (var writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
      for (int i = 0; i < this.definitions.size(); i++) {
        writer.addDocument(document(i, this.definitions.get(i)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      this.searcher = new IndexSearcher(DirectoryReader.open(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A tool that answers to the words.
   *
   * @param score greater is better; comparable within one search only
   */
  public record Hit(ToolDefinition definition, float score) {}

  /** The tools that share words with the query, the best first. */
  public List<Hit> search(String query, int limit) {
    Set<String> terms = terms(query);
    if (terms.isEmpty() || definitions.isEmpty()) {
      return List.of();
    }
    var any = new BooleanQuery.Builder();
    for (String term : terms) {
      any.add(weighted(NAME, term, NAME_WEIGHT), Occur.SHOULD);
      any.add(weighted(DESCRIPTION, term, DESCRIPTION_WEIGHT), Occur.SHOULD);
      any.add(weighted(PARAMETERS, term, PARAMETERS_WEIGHT), Occur.SHOULD);
    }
    try {
      StoredFields fields = searcher.storedFields();
      List<Hit> hits = new ArrayList<>();
      for (ScoreDoc found : searcher.search(any.build(), limit).scoreDocs) {
        int position = fields.document(found.doc).getField(POSITION).numericValue().intValue();
        hits.add(new Hit(definitions.get(position), found.score));
      }
      return hits;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BoostQuery weighted(String field, String term, float weight) {
    return new BoostQuery(new TermQuery(new Term(field, term)), weight);
  }

  private static Document document(int position, ToolDefinition definition) {
    var document = new Document();
    document.add(new StoredField(POSITION, position));
    document.add(new TextField(NAME, words(definition.name()), Field.Store.NO));
    document.add(new TextField(DESCRIPTION, words(definition.description()), Field.Store.NO));
    var parameters = new StringBuilder();
    for (var parameter : definition.inputSchema().path("properties").properties()) {
      JsonNode description = parameter.getValue().path("description");
      parameters
          .append(words(parameter.getKey()))
          .append(' ')
          .append(words(description.asText("")))
          .append('\n');
    }
    document.add(new TextField(PARAMETERS, parameters.toString(), Field.Store.NO));
    return document;
  }

  /** Identifiers taken apart, for {@code list_projectTypes} should answer to "project types". */
  private static String words(String text) {
    return text.replaceAll("[_\\-/.:{}]+", " ").replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2");
  }

  private Set<String> terms(String query) {
    Set<String> terms = new LinkedHashSet<>();
    try (TokenStream tokens = analyzer.tokenStream(NAME, words(query))) {
      var term = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (terms.size() < MAX_TERMS && tokens.incrementToken()) {
        terms.add(term.toString());
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return terms;
  }
}
