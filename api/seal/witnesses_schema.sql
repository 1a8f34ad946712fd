-- What witnesses and time-stamping authorities say of heads, and what came of asking them. Run by the owner role.

CREATE TABLE seal.witnesses (
    key text NOT NULL COLLATE "C",
    name text NOT NULL COLLATE "C",
    size bigint NOT NULL,
    asked_at timestamptz NOT NULL,
    code text COLLATE "C",
    told text NOT NULL,
    CONSTRAINT one_row_a_witness PRIMARY KEY (key)
);

COMMENT ON TABLE seal.witnesses IS 'what came of asking each witness last; size is the largest head that it is known to have cosigned';
COMMENT ON COLUMN seal.witnesses.code IS 'null where it cosigned, else why not';

CREATE TABLE seal.stamps (
    size bigint NOT NULL,
    stamped_at timestamptz NOT NULL,
    response bytea NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT one_stamp_a_moment PRIMARY KEY (size, stamped_at),
    CONSTRAINT a_stamp_is_of_a_checkpoint FOREIGN KEY (size) REFERENCES seal.checkpoints (size)
);

COMMENT ON COLUMN seal.stamps.response IS 'TimeStampResp (RFC 3161) over the SHA-256 of the checkpoint as the log signed it';

GRANT SELECT, INSERT, UPDATE ON seal.witnesses TO bihuan_app;
GRANT SELECT, INSERT ON seal.stamps TO bihuan_app;
