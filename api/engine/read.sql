-- The schema of the read models, owned by the role that keeps them; whoever serves people may read.

CREATE SCHEMA read;
-- Where read models are built anew, beside those that people read.
CREATE SCHEMA read_next;
GRANT USAGE ON SCHEMA read TO bihuan_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA read GRANT SELECT ON TABLES TO bihuan_app;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA read GRANT EXECUTE ON FUNCTIONS TO bihuan_app;

-- How far each read model has come in the log, and from which edition of it its tables are.
CREATE TABLE read.positions (
    model text NOT NULL COLLATE "C",
    position bigint NOT NULL,
    edition text NOT NULL,
    built_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT one_position_a_model PRIMARY KEY (model)
);
