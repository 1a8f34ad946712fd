-- The evident log: hashes of the tree in tiles, heads of streams, checkpoints with their cosignatures.
-- Run by the owner role. Nothing here is trusted: everything can be computed again from the log, and is when it is
-- verified. Checkpoints and cosignatures are never changed.

CREATE SCHEMA seal;

CREATE TABLE seal.state (
    one boolean PRIMARY KEY DEFAULT TRUE CHECK (one),
    size bigint NOT NULL,
    roots bytea NOT NULL,
    integrated_at timestamptz NOT NULL,
    CONSTRAINT a_root_is_32_bytes CHECK (length(roots) % 32 = 0)
);

COMMENT ON COLUMN seal.state.roots IS 'roots of the complete subtrees, the largest first';

CREATE TABLE seal.tiles (
    level smallint NOT NULL,
    tile bigint NOT NULL,
    hashes bytea NOT NULL,
    CONSTRAINT one_row_a_tile PRIMARY KEY (level, tile),
    CONSTRAINT a_tile_has_at_most_256_hashes CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0)
);

CREATE TABLE seal.heads (
    stream uuid NOT NULL,
    version bigint NOT NULL,
    digest bytea NOT NULL,
    size bigint NOT NULL,
    CONSTRAINT one_head_a_stream PRIMARY KEY (stream),
    CONSTRAINT a_digest_is_32_bytes CHECK (length(digest) = 32)
);

COMMENT ON TABLE seal.heads IS 'the newest event of every stream under the newest checkpoint; size is that of the checkpoint that brought it';

CREATE INDEX heads_by_checkpoint ON seal.heads (size);

CREATE TABLE seal.checkpoints (
    size bigint NOT NULL,
    note text NOT NULL,
    signed_at timestamptz NOT NULL,
    CONSTRAINT one_checkpoint_a_size PRIMARY KEY (size),
    CONSTRAINT a_checkpoint_covers_something CHECK (size > 0)
);

CREATE TABLE seal.cosignatures (
    size bigint NOT NULL,
    name text NOT NULL COLLATE "C",
    line text NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT one_line_a_witness PRIMARY KEY (size, line),
    CONSTRAINT a_cosignature_is_of_a_checkpoint FOREIGN KEY (size) REFERENCES seal.checkpoints (size)
);

CREATE TRIGGER checkpoints_stay BEFORE UPDATE OR DELETE ON seal.checkpoints
    FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER checkpoints_are_not_emptied BEFORE TRUNCATE ON seal.checkpoints
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE seal.checkpoints ENABLE ALWAYS TRIGGER checkpoints_stay;
ALTER TABLE seal.checkpoints ENABLE ALWAYS TRIGGER checkpoints_are_not_emptied;

GRANT USAGE ON SCHEMA seal TO bihuan_app;
GRANT SELECT, INSERT, UPDATE ON seal.state, seal.tiles, seal.heads TO bihuan_app;
GRANT SELECT, INSERT ON seal.checkpoints, seal.cosignatures TO bihuan_app;
