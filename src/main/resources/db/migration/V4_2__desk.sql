-- Tasks are also listed by whom they belong to.
CREATE INDEX task_by_owner ON imbi_assistant.task (owner, id) WHERE owner IS NOT NULL;

-- Whose rights a task runs with, sealed: what is here opens with a key that is not in the database.
-- No reference to the task, so that deleting old tasks need not look here.
CREATE TABLE imbi_assistant.task_caller (
    task_id    uuid        PRIMARY KEY,
    sealed     bytea       NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX task_caller_expiry ON imbi_assistant.task_caller (expires_at);

-- Conversations of the desk, and those of other ways in (not listed) in which an action was proposed.
CREATE TABLE imbi_assistant.desk_conversation (
    id            uuid        PRIMARY KEY,
    owner         text        NOT NULL,
    listed        boolean     NOT NULL,
    created_at    timestamptz NOT NULL,
    last_activity timestamptz NOT NULL
);

CREATE INDEX desk_conversation_by_owner
    ON imbi_assistant.desk_conversation (owner, last_activity DESC) WHERE listed;

-- What a conversation waits for or has waited for. Outlives the task itself, so that asking for a
-- result does not depend on how long tasks are kept.
CREATE TABLE imbi_assistant.desk_task (
    task_id         uuid    PRIMARY KEY,
    conversation_id uuid    NOT NULL REFERENCES imbi_assistant.desk_conversation ON DELETE CASCADE,
    proposal_id     uuid,
    status          text    NOT NULL DEFAULT 'pending'
                            CHECK (status IN ('pending', 'done', 'failed')),
    -- The attempt of the task that may store something.
    attempt         integer NOT NULL DEFAULT 0,
    -- Calls that may have been under way when a worker was lost: JSON.
    calling         text
);

CREATE INDEX desk_task_by_conversation ON imbi_assistant.desk_task (conversation_id);

CREATE TABLE imbi_assistant.desk_message (
    position        bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id uuid        NOT NULL REFERENCES imbi_assistant.desk_conversation
                                ON DELETE CASCADE,
    kind            text        NOT NULL,
    content         text        NOT NULL,
    created_at      timestamptz NOT NULL,
    -- The proposal that the message shows or is about.
    proposal_id     uuid,
    -- Of what a person said, the task that answers it.
    asks            uuid,
    -- Of a result, the task that brought it.
    answers         uuid,
    -- What the model is told in its place.
    for_model       text
);

CREATE INDEX desk_message_by_conversation
    ON imbi_assistant.desk_message (conversation_id, position);
CREATE INDEX desk_message_answers
    ON imbi_assistant.desk_message (answers) WHERE answers IS NOT NULL;

-- What a turn has added to its history: assistant messages and tool results, as JSON.
CREATE TABLE imbi_assistant.desk_round (
    position        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    conversation_id uuid   NOT NULL REFERENCES imbi_assistant.desk_conversation ON DELETE CASCADE,
    task_id         uuid   NOT NULL,
    message         text   NOT NULL
);

CREATE INDEX desk_round_by_conversation
    ON imbi_assistant.desk_round (conversation_id, position);
CREATE INDEX desk_round_by_task ON imbi_assistant.desk_round (task_id, position);

CREATE TABLE imbi_assistant.desk_proposal (
    id              uuid        PRIMARY KEY,
    conversation_id uuid        NOT NULL REFERENCES imbi_assistant.desk_conversation
                                ON DELETE CASCADE,
    -- The model's call that made it.
    call_id         text        NOT NULL,
    created_at      timestamptz NOT NULL,
    -- The person has been shown it; before that it cannot be answered.
    shown           boolean     NOT NULL,
    action          text        NOT NULL,
    -- JSON as text: what runs is, letter for letter, what was shown.
    parameters      text        NOT NULL,
    description     text        NOT NULL,
    options         text        NOT NULL,
    status          text        NOT NULL DEFAULT 'pending'
                                CHECK (status IN ('pending', 'answered')),
    response        text,
    answered_at     timestamptz
);

CREATE INDEX desk_proposal_by_conversation
    ON imbi_assistant.desk_proposal (conversation_id, created_at);
