-- Who may come in: accounts, sessions, API tokens, counted attempts; and the acts of access, which nobody can change.

CREATE SCHEMA access;

CREATE TABLE access.accounts (
    id uuid NOT NULL,
    sign_in text NOT NULL COLLATE "C",
    password_hash text NOT NULL,
    password_round integer NOT NULL DEFAULT 1,
    must_change_password boolean NOT NULL,
    person uuid,
    is_administrator boolean NOT NULL,
    language text,
    created_at timestamptz NOT NULL,
    created_by uuid,
    disabled_at timestamptz,
    CONSTRAINT one_row_an_account PRIMARY KEY (id),
    CONSTRAINT a_sign_in_name_is_one_account UNIQUE (sign_in),
    CONSTRAINT a_person_has_one_account UNIQUE (person),
    CONSTRAINT whoever_made_it_had_an_account FOREIGN KEY (created_by) REFERENCES access.accounts (id),
    CONSTRAINT a_sign_in_name_is_folded CHECK (sign_in ~ '^[a-z0-9._@-]{3,64}$'),
    CONSTRAINT an_administrator_signs_nothing CHECK (NOT (is_administrator AND person IS NOT NULL)),
    CONSTRAINT a_language_is_spoken_here CHECK (language IN ('zh-CN', 'en'))
);

COMMENT ON COLUMN access.accounts.password_round IS 'how many passwords there were: a session opens only for the one that was checked';

CREATE TABLE access.sessions (
    digest bytea NOT NULL,
    account uuid NOT NULL,
    appointment uuid,
    csrf_secret bytea NOT NULL,
    device text NOT NULL,
    opened_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    confirmed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    closed_at timestamptz,
    CONSTRAINT one_row_a_session PRIMARY KEY (digest),
    CONSTRAINT a_session_is_of_an_account FOREIGN KEY (account) REFERENCES access.accounts (id),
    CONSTRAINT a_digest_is_sha256 CHECK (length(digest) = 32),
    CONSTRAINT a_device_is_shortened CHECK (length(device) <= 120)
);

CREATE INDEX open_sessions_of_an_account ON access.sessions (account) WHERE closed_at IS NULL;
CREATE INDEX sessions_by_their_end ON access.sessions (expires_at);

CREATE TABLE access.attempts (
    key text NOT NULL COLLATE "C",
    failures integer NOT NULL,
    failed_at timestamptz NOT NULL,
    free_at timestamptz NOT NULL,
    CONSTRAINT one_count_a_key PRIMARY KEY (key)
);

COMMENT ON COLUMN access.attempts.key IS 'account: or address: and a keyed digest; neither can be read from it';

CREATE TABLE access.api_tokens (
    id uuid NOT NULL,
    digest bytea NOT NULL,
    account uuid NOT NULL,
    appointment uuid,
    name text NOT NULL,
    reach text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT one_row_a_token PRIMARY KEY (id),
    CONSTRAINT a_token_is_found_by_its_digest UNIQUE (digest),
    CONSTRAINT a_token_is_of_an_account FOREIGN KEY (account) REFERENCES access.accounts (id),
    CONSTRAINT a_token_digest_is_sha256 CHECK (length(digest) = 32),
    CONSTRAINT a_token_reads_or_writes CHECK (reach IN ('read', 'write')),
    CONSTRAINT a_token_ends_within_a_year CHECK (expires_at <= created_at + interval '366 days')
);

CREATE INDEX tokens_of_an_account ON access.api_tokens (account, id);

-- `at` is the time of the server that acted, `recorded_at` the database's own: the working role cannot choose it.
CREATE TABLE access.acts (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    who uuid,
    what text NOT NULL COLLATE "C",
    about uuid,
    detail text,
    address bytea,
    CONSTRAINT one_row_an_act PRIMARY KEY (id),
    CONSTRAINT an_act_has_a_name CHECK (what ~ '^[a-z_]+[.][a-z_]+$')
);

COMMENT ON COLUMN access.acts.who IS 'the account that acted; null for the console, and for whoever failed to sign in';
COMMENT ON COLUMN access.acts.about IS 'the account it is about; null where the name that was typed is nobody''s';
COMMENT ON COLUMN access.acts.address IS 'keyed digest of the network address';

CREATE INDEX acts_about_an_account ON access.acts (about, id);

CREATE TRIGGER acts_stay BEFORE UPDATE OR DELETE ON access.acts
    FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER acts_are_not_emptied BEFORE TRUNCATE ON access.acts
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE access.acts ENABLE ALWAYS TRIGGER acts_stay;
ALTER TABLE access.acts ENABLE ALWAYS TRIGGER acts_are_not_emptied;

GRANT USAGE ON SCHEMA access TO bihuan_app;
GRANT SELECT, INSERT ON access.accounts, access.sessions, access.api_tokens TO bihuan_app;
GRANT UPDATE (password_hash, password_round, must_change_password, person, language, disabled_at)
    ON access.accounts TO bihuan_app;
GRANT UPDATE (appointment, seen_at, confirmed_at, closed_at) ON access.sessions TO bihuan_app;
GRANT DELETE ON access.sessions TO bihuan_app;
GRANT UPDATE (used_at, revoked_at) ON access.api_tokens TO bihuan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON access.attempts TO bihuan_app;
GRANT SELECT, INSERT (at, who, what, about, detail, address) ON access.acts TO bihuan_app;
