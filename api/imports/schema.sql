-- Imports that were asked for: by whom, when, under which unit, how far they are, what became of every row.
-- Ledgers name people: the file, its columns with samples, and what rows say are kept encrypted under a key of the run.
-- The file is removed when the run is finished, the key some weeks later; sums and verdicts stay.

CREATE SCHEMA imports;

CREATE TABLE imports.runs (
    id uuid NOT NULL,
    unit uuid NOT NULL,
    account uuid,
    actor jsonb NOT NULL,
    door text NOT NULL COLLATE "C",
    file_sha256 text NOT NULL COLLATE "C",
    kind text NOT NULL COLLATE "C",
    size bigint NOT NULL,
    mapping jsonb NOT NULL,
    status text NOT NULL COLLATE "C",
    counts jsonb NOT NULL,
    seen integer NOT NULL,
    problem jsonb,
    asked_at timestamptz NOT NULL,
    moved_at timestamptz NOT NULL,
    finished_at timestamptz,
    position bigint,
    CONSTRAINT one_row_a_run PRIMARY KEY (id),
    CONSTRAINT a_door_is_known CHECK (door IN ('page', 'console')),
    CONSTRAINT a_status_is_known CHECK (status IN ('unmapped', 'reading', 'ready', 'asked', 'running', 'done', 'refused', 'discarded')),
    CONSTRAINT a_file_digest_is_sha256 CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
    CONSTRAINT what_is_over_has_an_end CHECK ((status IN ('done', 'refused', 'discarded')) = (finished_at IS NOT NULL))
);

COMMENT ON COLUMN imports.runs.counts IS 'rows by what becomes of them: import, known, differs, duplicate, refuse; and how many are flagged';
COMMENT ON COLUMN imports.runs.seen IS 'rows looked at so far';
COMMENT ON COLUMN imports.runs.position IS 'position in the log up to which to read to see what was taken over';

CREATE INDEX runs_of_a_unit ON imports.runs (unit, id DESC);
CREATE INDEX runs_under_way ON imports.runs (id) WHERE finished_at IS NULL;

CREATE TABLE imports.verdicts (
    run uuid NOT NULL,
    place integer NOT NULL,
    sheet text NOT NULL,
    row integer NOT NULL,
    verdict text NOT NULL COLLATE "C",
    is_flagged boolean NOT NULL,
    said bytea,
    hazard uuid,
    number text COLLATE "C",
    CONSTRAINT one_verdict_a_row PRIMARY KEY (run, place),
    CONSTRAINT a_verdict_is_of_a_run FOREIGN KEY (run) REFERENCES imports.runs (id),
    CONSTRAINT a_verdict_is_known CHECK (verdict IN ('import', 'known', 'differs', 'duplicate', 'refuse'))
);

COMMENT ON COLUMN imports.verdicts.said IS 'values and reasons, encrypted under the key of the run';

CREATE TABLE imports.files (
    run uuid NOT NULL,
    part text NOT NULL COLLATE "C",
    sealed bytea NOT NULL,
    CONSTRAINT one_part_a_run PRIMARY KEY (run, part),
    CONSTRAINT a_part_is_of_a_run FOREIGN KEY (run) REFERENCES imports.runs (id),
    CONSTRAINT a_part_is_known CHECK (part IN ('file', 'columns'))
);

ALTER TABLE imports.files ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- Vacuumed after every removal, so that a destroyed key does not lie about as a dead row.
CREATE TABLE imports.keys (
    run uuid NOT NULL,
    key bytea NOT NULL,
    CONSTRAINT one_key_a_run PRIMARY KEY (run),
    CONSTRAINT a_key_is_of_a_run FOREIGN KEY (run) REFERENCES imports.runs (id),
    CONSTRAINT a_key_is_for_aes_256_gcm CHECK (length(key) = 32)
) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

GRANT USAGE ON SCHEMA imports TO bihuan_app;
GRANT SELECT, INSERT ON imports.runs TO bihuan_app;
GRANT UPDATE (mapping, status, counts, seen, problem, moved_at, finished_at, position) ON imports.runs TO bihuan_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON imports.verdicts TO bihuan_app;
GRANT SELECT, INSERT, DELETE ON imports.files, imports.keys TO bihuan_app;
