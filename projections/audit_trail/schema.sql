-- name: tables
-- One row an event. What it is about and who acted are identifiers; paths of units are those of that moment.
CREATE TABLE audit_trail (
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    happened_on date,
    happened_at timestamptz,
    claimed_at timestamptz,
    received_at timestamptz NOT NULL,
    event uuid NOT NULL,
    stream uuid NOT NULL,
    version bigint NOT NULL,
    kind text NOT NULL COLLATE "C",
    name text NOT NULL COLLATE "C",
    command uuid NOT NULL,
    cause uuid,
    hazard uuid,
    unit uuid,
    unit_path text NOT NULL COLLATE "C",
    person uuid,
    appointment uuid,
    actor_kind text NOT NULL,
    actor_person uuid,
    actor_appointment uuid,
    actor_post text,
    actor_unit uuid,
    on_behalf_of uuid,
    rule text,
    rule_version integer,
    basis text NOT NULL,
    device text,
    signature_level text NOT NULL,
    signature_key uuid,
    signature_fingerprint text,
    signature_meaning text,
    recorded_on date NOT NULL,
    was_at timestamptz,
    flags text[] NOT NULL,
    said jsonb NOT NULL
);
-- Shown, never asked about by its value: its statistics would be dear, and for nothing.
ALTER TABLE audit_trail ALTER COLUMN said SET STATISTICS 0;
ALTER TABLE audit_trail ENABLE ROW LEVEL SECURITY;
-- What is of no unit is there for everybody who reads at all.
CREATE POLICY within_reach ON audit_trail FOR SELECT TO bihuan_app USING (
    width_bucket(unit_path, (SELECT read.lows())) > width_bucket(unit_path, (SELECT read.highs()))
    OR (unit_path = '' AND (SELECT cardinality(read.lows())) > 0)
    OR read.is_given(hazard, (SELECT read.parties()))
);

-- name: indexes
-- By position throughout, narrowed by what people ask for.
ALTER TABLE audit_trail ADD CONSTRAINT one_row_an_event PRIMARY KEY (position);
CREATE INDEX trail_of_a_hazard ON audit_trail (hazard, position) WHERE hazard IS NOT NULL;
CREATE INDEX trail_of_a_stream ON audit_trail (stream, position);
CREATE INDEX trail_of_a_place ON audit_trail (unit_path, position DESC);
CREATE INDEX trail_of_an_actor ON audit_trail (actor_person, position DESC) WHERE actor_person IS NOT NULL;
CREATE INDEX trail_about_a_person ON audit_trail (person, position DESC) WHERE person IS NOT NULL;
CREATE INDEX trail_of_a_post ON audit_trail (actor_post, position DESC) WHERE actor_post IS NOT NULL;
CREATE INDEX trail_of_a_time ON audit_trail (recorded_at, position);
CREATE INDEX trail_of_a_key ON audit_trail (signature_key, position DESC) WHERE signature_key IS NOT NULL;
CREATE INDEX trail_of_a_level ON audit_trail (signature_level, position DESC);
CREATE INDEX what_is_flagged ON audit_trail (position DESC) WHERE flags <> '{}';
CREATE INDEX sign_offs_of_a_hand ON audit_trail (actor_person, recorded_at) WHERE signature_key IS NOT NULL;
CREATE INDEX being_there ON audit_trail (actor_person, was_at) WHERE was_at IS NOT NULL;
CREATE INDEX assignments ON audit_trail (recorded_on) WHERE name = 'hazard.assigned.v1';
CREATE INDEX taken_over ON audit_trail (happened_on) WHERE name = 'hazard.taken_over.v1';

-- name: functions
-- The last position recorded before a moment, whosever it is: behind row-level security one would have to look for it
-- among the acts of all others.
CREATE OR REPLACE FUNCTION read.trail_position(recorded_before timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (
        SELECT a.position
        FROM read.audit_trail a
        WHERE a.recorded_at < recorded_before
        ORDER BY a.recorded_at DESC, a.position DESC
        LIMIT 1
    );
END
$$;
