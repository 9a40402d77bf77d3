CREATE TABLE imbi_assistant.task (
    id              uuid        PRIMARY KEY,
    -- The order of enqueueing. Ids are times too, but of several hosts' clocks.
    sequence        bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    type            text        NOT NULL,
    priority        smallint    NOT NULL,
    state           text        NOT NULL DEFAULT 'pending'
                                CHECK (state IN ('pending', 'active', 'done', 'failed')),
    -- json, not jsonb: it keeps the text as it is, escaped NUL characters included.
    payload         json        NOT NULL,
    -- A hash of the payload, where duplicates are suppressed.
    fingerprint     bytea,
    serial_key      text,
    owner           text,
    router          text,
    reference       text,
    calls_model     boolean     NOT NULL,
    max_attempts    integer     NOT NULL,
    -- The time for which the task counts towards its type's rate limit, if it has one.
    counted_at      timestamptz,
    created_at      timestamptz NOT NULL,
    run_at          timestamptz NOT NULL,
    -- Counts the claims. With the id it names one run: what any other run reports is not accepted.
    attempt         integer     NOT NULL DEFAULT 0,
    failures        integer     NOT NULL DEFAULT 0,
    worker          text,
    lease_until     timestamptz,
    started_at      timestamptz,
    finished_at     timestamptz,
    result          json,
    error           text,
    CHECK ((router IS NULL) = (reference IS NULL)),
    CHECK ((state = 'active') = (worker IS NOT NULL)),
    CHECK ((state = 'active') = (lease_until IS NOT NULL)),
    CHECK ((state IN ('done', 'failed')) = (finished_at IS NOT NULL))
);

-- What to run next. The last two columns let tasks that have to wait be passed over in the index.
CREATE INDEX task_next ON imbi_assistant.task (priority, sequence, calls_model, run_at)
    WHERE state = 'pending';

CREATE UNIQUE INDEX task_duplicate ON imbi_assistant.task (type, fingerprint)
    WHERE state = 'pending' AND fingerprint IS NOT NULL;

CREATE INDEX task_series ON imbi_assistant.task (serial_key, sequence)
    WHERE state IN ('pending', 'active') AND serial_key IS NOT NULL;

CREATE UNIQUE INDEX task_series_one_at_a_time ON imbi_assistant.task (serial_key)
    WHERE state = 'active' AND serial_key IS NOT NULL;

CREATE INDEX task_lease ON imbi_assistant.task (lease_until) WHERE state = 'active';

CREATE INDEX task_counted ON imbi_assistant.task (type, counted_at) WHERE counted_at IS NOT NULL;

CREATE INDEX task_by_state ON imbi_assistant.task (state, id);

CREATE INDEX task_finished ON imbi_assistant.task (finished_at) WHERE finished_at IS NOT NULL;

-- At most as many calls of the model at once as there are rows that workers use. A slot is held by
-- an active task and comes back with the statement that ends the task's run.
CREATE TABLE imbi_assistant.model_slot (
    number  integer PRIMARY KEY,
    task_id uuid UNIQUE REFERENCES imbi_assistant.task (id) ON DELETE SET NULL
);

CREATE TABLE imbi_assistant.task_schedule (
    name       text        PRIMARY KEY,
    definition text        NOT NULL,
    due_at     timestamptz NOT NULL
);
