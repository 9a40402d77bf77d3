-- What integrations wrote down. A task writes one note, however often it runs.
CREATE TABLE imbi_assistant.note (
    task_id     uuid        PRIMARY KEY,
    integration text        NOT NULL,
    text        text        NOT NULL,
    created_at  timestamptz NOT NULL
);

-- One row per line of the daily log. It is kept as it was said, and made Markdown when it is read.
CREATE TABLE imbi_assistant.daily_log (
    position bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    event    text        NOT NULL,
    detail   text        NOT NULL
);

CREATE INDEX daily_log_by_time ON imbi_assistant.daily_log (at, position);
