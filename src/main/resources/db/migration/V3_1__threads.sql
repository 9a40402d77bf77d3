CREATE TABLE imbi_assistant.thread (
  id         uuid        PRIMARY KEY,
  contact    text        NOT NULL,
  created_at timestamptz NOT NULL,
  config     text        NOT NULL
);

-- The latest thread of a contact is the first entry.
CREATE INDEX thread_by_contact ON imbi_assistant.thread (contact, created_at DESC, id DESC);

-- JSON is kept as text, as it came. The ids of a thread's events grow with time, but two processes
-- may make them in the same millisecond: the position is what orders them.
CREATE TABLE imbi_assistant.thread_event (
  thread_id  uuid        NOT NULL REFERENCES imbi_assistant.thread ON DELETE CASCADE,
  position   bigint      GENERATED ALWAYS AS IDENTITY,
  id         uuid        NOT NULL UNIQUE,
  created_at timestamptz NOT NULL,
  type       text        NOT NULL,
  data       text        NOT NULL,
  PRIMARY KEY (thread_id, position)
);

CREATE TABLE imbi_assistant.thread_lease (
  thread_id  uuid        PRIMARY KEY REFERENCES imbi_assistant.thread ON DELETE CASCADE,
  holder     uuid        NOT NULL,
  expires_at timestamptz NOT NULL
);
