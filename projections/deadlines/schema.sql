-- name: tables
-- A clock of a hazard: running as long as it has not stopped. Parts of its basis as they were counted.
CREATE TABLE deadlines (
    hazard uuid NOT NULL,
    clock text NOT NULL COLLATE "C",
    started_position bigint NOT NULL,
    unit uuid NOT NULL,
    unit_path text NOT NULL COLLATE "C",
    number text COLLATE "C",
    grade text NOT NULL,
    place text NOT NULL,
    parties uuid[] NOT NULL,
    starts_at timestamptz NOT NULL,
    warn_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    escalate_at timestamptz NOT NULL,
    due_on date NOT NULL,
    basis_limit text NOT NULL,
    basis_version integer NOT NULL,
    basis_source text NOT NULL,
    basis_amount integer NOT NULL,
    basis_unit text NOT NULL,
    basis_calendar text NOT NULL,
    stopped_at timestamptz,
    stopped_position bigint,
    stopped_by text,
    is_replaced boolean NOT NULL,
    warned_at timestamptz,
    overdue_at timestamptz,
    escalated_at timestamptz,
    level integer NOT NULL,
    is_escalated boolean NOT NULL,
    act_at timestamptz NOT NULL
);
-- To whom hazards with running clocks were given.
CREATE TABLE deadlines_involved (
    hazard uuid NOT NULL,
    party uuid NOT NULL,
    unit_path text NOT NULL COLLATE "C"
);
ALTER TABLE deadlines ENABLE ROW LEVEL SECURITY;
ALTER TABLE deadlines_involved ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_reach ON deadlines FOR SELECT TO bihuan_app USING (
    width_bucket(unit_path, (SELECT read.lows())) > width_bucket(unit_path, (SELECT read.highs()))
    OR parties && (SELECT read.parties())
);
CREATE POLICY within_reach ON deadlines_involved FOR SELECT TO bihuan_app USING (
    width_bucket(unit_path, (SELECT read.lows())) > width_bucket(unit_path, (SELECT read.highs()))
    OR party = ANY ((SELECT read.parties())::uuid[])
);

-- name: indexes
-- Running clocks by what is to be done next and by when they run out; all of a hazard.
ALTER TABLE deadlines ADD CONSTRAINT one_row_a_start PRIMARY KEY (hazard, clock, started_position);
CREATE INDEX running_to_act_on ON deadlines (act_at, hazard) WHERE stopped_at IS NULL;
CREATE INDEX running_by_due ON deadlines (due_at, hazard) WHERE stopped_at IS NULL;
CREATE INDEX running_by_place ON deadlines (unit_path, due_at) WHERE stopped_at IS NULL;
CREATE INDEX clocks_of_a_unit ON deadlines (unit);
CREATE INDEX involved_in_running_by_place ON deadlines_involved (party, unit_path, hazard);
CREATE INDEX involved_in_running_by_hazard ON deadlines_involved (hazard);
