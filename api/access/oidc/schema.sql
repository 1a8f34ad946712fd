-- Sign-in by a provider (OpenID Connect) and by passkey: who is who there, sign-ins under way, one-time links.
-- Run by the owner role. An account may have no password, and a session knows how it was opened.

ALTER TABLE access.accounts ALTER COLUMN password_hash DROP NOT NULL;
ALTER TABLE access.accounts ADD CONSTRAINT nobody_changes_a_password_that_is_not_there
    CHECK (password_hash IS NOT NULL OR NOT must_change_password);

ALTER TABLE access.sessions ADD COLUMN way text NOT NULL DEFAULT 'password';
ALTER TABLE access.sessions ADD CONSTRAINT a_session_is_opened_in_a_known_way
    CHECK (way IN ('password', 'provider', 'passkey'));

CREATE TABLE access.identities (
    id uuid NOT NULL,
    issuer text NOT NULL COLLATE "C",
    subject text NOT NULL COLLATE "C",
    account uuid NOT NULL,
    how text NOT NULL,
    linked_by uuid,
    linked_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT one_row_an_identity PRIMARY KEY (id),
    CONSTRAINT an_identity_is_of_one_account UNIQUE (issuer, subject),
    CONSTRAINT an_account_has_one_identity_of_an_issuer UNIQUE (account, issuer),
    CONSTRAINT an_identity_is_of_an_account FOREIGN KEY (account) REFERENCES access.accounts (id),
    CONSTRAINT an_identity_is_linked_in_a_known_way CHECK (how IN ('person', 'administrator', 'link', 'console')),
    CONSTRAINT a_subject_is_short CHECK (length(subject) BETWEEN 1 AND 255)
);

COMMENT ON COLUMN access.identities.how IS 'by the person signed in, by an administrator, by a one-time link, at the console';

CREATE TABLE access.sign_ins_under_way (
    state bytea NOT NULL,
    browser bytea NOT NULL,
    purpose text NOT NULL,
    account uuid,
    session bytea,
    invitation uuid,
    held uuid,
    target text NOT NULL,
    begun_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT one_row_a_state PRIMARY KEY (state),
    CONSTRAINT a_state_is_a_digest CHECK (length(state) = 32 AND length(browser) = 32),
    CONSTRAINT a_sign_in_has_a_purpose CHECK (purpose IN ('sign_in', 'connect', 'link')),
    CONSTRAINT a_target_is_of_this_site CHECK (target ~ '^/' AND length(target) <= 2000)
);

COMMENT ON TABLE access.sign_ins_under_way IS 'only digests: nonce and PKCE verifier follow from the state and a key';

CREATE INDEX sign_ins_under_way_by_expiry ON access.sign_ins_under_way (expires_at);

CREATE TABLE access.invitations (
    id uuid NOT NULL,
    digest bytea NOT NULL,
    account uuid NOT NULL,
    made_by uuid,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT one_row_an_invitation PRIMARY KEY (id),
    CONSTRAINT an_invitation_is_found_by_its_digest UNIQUE (digest),
    CONSTRAINT an_invitation_is_for_an_account FOREIGN KEY (account) REFERENCES access.accounts (id)
);

GRANT SELECT, INSERT, DELETE ON access.identities, access.sign_ins_under_way, access.invitations TO bihuan_app;
GRANT UPDATE (used_at) ON access.identities, access.invitations TO bihuan_app;
