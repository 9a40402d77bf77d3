-- A turn that waits for a person's approval: beside the messages, for a call without its result has
-- no place among them.
CREATE TABLE imbi_assistant.waiting_turn (
  conversation_id uuid PRIMARY KEY REFERENCES imbi_assistant.conversation ON DELETE CASCADE,
  document        text NOT NULL
);
