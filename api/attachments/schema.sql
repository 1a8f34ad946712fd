-- Photos and papers, encrypted. Ciphertexts stay for ever and can be checked against the log; keys can be destroyed.

CREATE TABLE log.attachments (
    id uuid NOT NULL,
    ciphertext_sha256 text NOT NULL COLLATE "C",
    ciphertext bytea NOT NULL,
    kind text NOT NULL COLLATE "C",
    size bigint NOT NULL,
    commitment text NOT NULL COLLATE "C",
    added_at timestamptz NOT NULL,
    added_by uuid NOT NULL,
    unit uuid,
    CONSTRAINT one_attachment_an_id PRIMARY KEY (id),
    CONSTRAINT one_attachment_a_ciphertext UNIQUE (ciphertext_sha256),
    CONSTRAINT attachment_is_addressed_by_what_it_is CHECK (ciphertext_sha256 = encode(sha256(ciphertext), 'hex')),
    CONSTRAINT attachment_has_content CHECK (size > 0)
);

COMMENT ON COLUMN log.attachments.size IS 'bytes of the original before encryption';
COMMENT ON COLUMN log.attachments.added_by IS 'the account (a person where there is none) that alone may bind it';

-- What people are shown: the picture encoded again without anything a camera adds, in two sizes.
CREATE TABLE log.attachment_copies (
    attachment uuid NOT NULL,
    purpose text NOT NULL COLLATE "C",
    ciphertext_sha256 text NOT NULL COLLATE "C",
    ciphertext bytea NOT NULL,
    kind text NOT NULL COLLATE "C",
    CONSTRAINT one_copy_a_purpose PRIMARY KEY (attachment, purpose),
    CONSTRAINT copy_is_of_an_attachment FOREIGN KEY (attachment) REFERENCES log.attachments (id),
    CONSTRAINT copy_is_addressed_by_what_it_is CHECK (ciphertext_sha256 = encode(sha256(ciphertext), 'hex')),
    CONSTRAINT copy_serves_a_purpose CHECK (purpose IN ('copy', 'thumbnail'))
);

-- The salt of the commitment lies beside the key of the original: without it nobody can show what the file was.
-- Vacuumed after every removal, so that a destroyed key does not lie about as a dead row.
CREATE TABLE log.attachment_keys (
    attachment uuid NOT NULL,
    purpose text NOT NULL COLLATE "C",
    key bytea NOT NULL,
    nonce bytea NOT NULL,
    salt bytea,
    CONSTRAINT one_key_a_file PRIMARY KEY (attachment, purpose),
    CONSTRAINT key_is_of_an_attachment FOREIGN KEY (attachment) REFERENCES log.attachments (id),
    CONSTRAINT key_serves_a_purpose CHECK (purpose IN ('original', 'copy', 'thumbnail')),
    CONSTRAINT key_is_for_aes_256_gcm CHECK (length(key) = 32 AND length(nonce) = 12),
    CONSTRAINT only_the_original_is_committed_to CHECK ((purpose = 'original') = (salt IS NOT NULL))
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- Ciphertext does not compress: do not try.
ALTER TABLE log.attachments ALTER COLUMN ciphertext SET STORAGE EXTERNAL;
ALTER TABLE log.attachment_copies ALTER COLUMN ciphertext SET STORAGE EXTERNAL;

CREATE TRIGGER attachments_stay BEFORE UPDATE OR DELETE ON log.attachments
    FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER attachments_are_not_emptied BEFORE TRUNCATE ON log.attachments
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER copies_stay BEFORE UPDATE OR DELETE ON log.attachment_copies
    FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER copies_are_not_emptied BEFORE TRUNCATE ON log.attachment_copies
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.attachments ENABLE ALWAYS TRIGGER attachments_stay;
ALTER TABLE log.attachments ENABLE ALWAYS TRIGGER attachments_are_not_emptied;
ALTER TABLE log.attachment_copies ENABLE ALWAYS TRIGGER copies_stay;
ALTER TABLE log.attachment_copies ENABLE ALWAYS TRIGGER copies_are_not_emptied;

GRANT SELECT, INSERT ON log.attachments, log.attachment_copies TO bihuan_app;
GRANT SELECT, INSERT, DELETE ON log.attachment_keys TO bihuan_app;
