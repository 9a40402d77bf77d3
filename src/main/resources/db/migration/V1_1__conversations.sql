CREATE TABLE imbi_assistant.conversation (
  id            uuid        PRIMARY KEY,
  owner         text        NOT NULL,
  title         text,
  model         text        NOT NULL,
  archived      boolean     NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL,
  updated_at    timestamptz NOT NULL,
  next_sequence integer     NOT NULL DEFAULT 0
);

-- One for each of the two lists, in the list's order, so that a page is read and nothing is sorted.
CREATE INDEX conversation_by_owner
  ON imbi_assistant.conversation (owner, updated_at DESC, id);
CREATE INDEX conversation_by_owner_unarchived
  ON imbi_assistant.conversation (owner, updated_at DESC, id) WHERE NOT archived;

-- JSON is kept as text: jsonb cannot hold U+0000, and would reorder members and round numbers that
-- must go back to the model as they came.
CREATE TABLE imbi_assistant.message (
  conversation_id uuid        NOT NULL REFERENCES imbi_assistant.conversation ON DELETE CASCADE,
  sequence        integer     NOT NULL CHECK (sequence >= 0),
  id              uuid        NOT NULL,
  role            text        NOT NULL CHECK (role IN ('user', 'assistant')),
  content         text        NOT NULL,
  tool_use        text,
  tool_results    text,
  created_at      timestamptz NOT NULL,
  token_usage     text,
  raw_provider    text,
  raw_blocks      text,
  PRIMARY KEY (conversation_id, sequence),
  CHECK ((raw_provider IS NULL) = (raw_blocks IS NULL))
);

CREATE TABLE imbi_assistant.turn_lease (
  conversation_id uuid        PRIMARY KEY REFERENCES imbi_assistant.conversation ON DELETE CASCADE,
  holder          uuid        NOT NULL,
  expires_at      timestamptz NOT NULL,
  stop_requested  boolean     NOT NULL DEFAULT false
);
