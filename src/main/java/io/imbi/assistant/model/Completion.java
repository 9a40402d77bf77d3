package io.imbi.assistant.model;

/** A short text in one piece, and what it cost. */
public record Completion(String text, Usage usage) {}
