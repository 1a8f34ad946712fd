-- What signing needs besides the log: steps prepared and not yet signed, challenges, counters of passkeys.
-- Run by the owner role. Keys and policies join the reference events that every decision follows.

DROP INDEX log.reference_events_in_order;

CREATE INDEX reference_events_in_order ON log.events (position)
    WHERE split_part(name, '.', 1) IN ('organisation', 'person', 'appointment', 'deadline', 'key', 'policy');

CREATE SCHEMA signing;

CREATE TABLE signing.prepared (
    id uuid NOT NULL,
    account uuid NOT NULL,
    session bytea,
    sealed bytea NOT NULL,
    prepared_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT one_row_a_prepared_step PRIMARY KEY (id),
    CONSTRAINT a_step_is_prepared_by_an_account FOREIGN KEY (account) REFERENCES access.accounts (id),
    CONSTRAINT a_prepared_step_expires CHECK (expires_at > prepared_at)
);

COMMENT ON COLUMN signing.prepared.session IS 'digest of the session in which it was prepared; null for a token';
COMMENT ON COLUMN signing.prepared.sealed IS 'the step, the text and the statement, encrypted: a signed one is read from the log';

CREATE INDEX prepared_steps_by_expiry ON signing.prepared (expires_at);

CREATE TABLE signing.challenges (
    id uuid NOT NULL,
    purpose text NOT NULL COLLATE "C",
    account uuid,
    challenge bytea NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT one_row_a_challenge PRIMARY KEY (id),
    CONSTRAINT a_challenge_is_of_an_account FOREIGN KEY (account) REFERENCES access.accounts (id),
    CONSTRAINT a_challenge_is_32_bytes CHECK (length(challenge) = 32),
    CONSTRAINT a_challenge_has_a_purpose CHECK (purpose IN ('enrol', 'sign_in'))
);

CREATE INDEX challenges_by_expiry ON signing.challenges (expires_at);

CREATE TABLE signing.counters (
    key uuid NOT NULL,
    counter bigint NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT one_counter_a_key PRIMARY KEY (key),
    CONSTRAINT a_counter_fits_32_bits CHECK (counter BETWEEN 0 AND 4294967295)
);

ALTER TABLE access.accounts ADD COLUMN passwords_given integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN access.accounts.passwords_given IS 'how often somebody else set the password: each time a registrar confirms it anew before it can sign';

GRANT UPDATE (passwords_given) ON access.accounts TO bihuan_app;
GRANT USAGE ON SCHEMA signing TO bihuan_app;
GRANT SELECT, INSERT, DELETE ON signing.prepared, signing.challenges TO bihuan_app;
GRANT UPDATE (used_at) ON signing.prepared, signing.challenges TO bihuan_app;
GRANT SELECT, INSERT, UPDATE ON signing.counters TO bihuan_app;
