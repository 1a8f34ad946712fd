-- Forms that came in after their session's time had run out. Everything here is deleted within days; nothing of it is on the record.

CREATE TABLE access.held_forms (
    id uuid NOT NULL,
    account uuid NOT NULL,
    person uuid,
    appointment uuid,
    command uuid NOT NULL,
    address text NOT NULL,
    typed bytea NOT NULL,
    left_out integer NOT NULL,
    held_at timestamptz NOT NULL,
    held_until timestamptz NOT NULL,
    CONSTRAINT one_row_a_held_form PRIMARY KEY (id),
    CONSTRAINT a_held_form_is_of_an_account FOREIGN KEY (account) REFERENCES access.accounts (id),
    CONSTRAINT a_held_form_leads_to_a_page_here CHECK (address ~ '^/[^/\\]' AND length(address) <= 500),
    CONSTRAINT a_held_form_goes_within_a_week CHECK (held_until <= held_at + interval '7 days')
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

COMMENT ON COLUMN access.held_forms.typed IS 'salt, nonce and ciphertext; the key comes from the installation''s secret';
COMMENT ON COLUMN access.held_forms.left_out IS 'how many photos and papers were too much to keep';

CREATE INDEX held_forms_of_an_account ON access.held_forms (account, id);
CREATE INDEX held_forms_by_their_end ON access.held_forms (held_until);

-- A file lies here until its person is back; then the vault has it, and only its name stays.
CREATE TABLE access.held_files (
    form uuid NOT NULL,
    number integer NOT NULL,
    content bytea,
    attachment uuid,
    CONSTRAINT one_row_a_held_file PRIMARY KEY (form, number),
    CONSTRAINT a_held_file_belongs_to_a_form FOREIGN KEY (form) REFERENCES access.held_forms (id) ON DELETE CASCADE,
    CONSTRAINT a_held_file_is_here_or_in_the_vault CHECK ((content IS NULL) = (attachment IS NOT NULL))
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- Ciphertext does not compress: do not try.
ALTER TABLE access.held_forms ALTER COLUMN typed SET STORAGE EXTERNAL;
ALTER TABLE access.held_files ALTER COLUMN content SET STORAGE EXTERNAL;

GRANT SELECT, INSERT, DELETE ON access.held_forms, access.held_files TO bihuan_app;
GRANT UPDATE (content, attachment) ON access.held_files TO bihuan_app;
