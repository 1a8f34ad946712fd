-- name: tables
-- A row is a hazard as it stood over a span of positions; the one without an end is how it stands now.
-- Without a number it is '', with no clock running its due times are infinity, so that pages have a plain order.
-- `row` is all of `view.Hazard` as MessagePack: it is shown, never asked about.
CREATE TABLE hazard_ledger (
    hazard uuid NOT NULL,
    from_position bigint NOT NULL,
    until_position bigint,
    known_from timestamptz NOT NULL,
    known_until timestamptz,
    entered_position bigint NOT NULL,
    unit uuid NOT NULL,
    unit_path text NOT NULL COLLATE "C",
    number text NOT NULL COLLATE "C",
    state text NOT NULL,
    is_open boolean NOT NULL,
    grade text NOT NULL,
    category text NOT NULL COLLATE "C",
    source text NOT NULL,
    campaign text,
    found_on date NOT NULL,
    registered_at timestamptz,
    next_due_at timestamptz NOT NULL,
    rectify_due_at timestamptz NOT NULL,
    closed_on date,
    place_key text NOT NULL,
    row bytea NOT NULL
);
CREATE TABLE hazard_ledger_involved (
    hazard uuid NOT NULL,
    party uuid NOT NULL,
    unit_path text NOT NULL COLLATE "C"
);
ALTER TABLE hazard_ledger ENABLE ROW LEVEL SECURITY;
ALTER TABLE hazard_ledger_involved ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_reach ON hazard_ledger FOR SELECT TO bihuan_app USING (
    width_bucket(unit_path, (SELECT read.lows())) > width_bucket(unit_path, (SELECT read.highs()))
    OR read.is_given(hazard, (SELECT read.parties()))
);
CREATE POLICY within_reach ON hazard_ledger_involved FOR SELECT TO bihuan_app USING (
    width_bucket(unit_path, (SELECT read.lows())) > width_bucket(unit_path, (SELECT read.highs()))
    OR party = ANY ((SELECT read.parties())::uuid[])
);

-- name: indexes
-- Present lines by every order and narrow choice people ask for; past ones by hazard, by place and by entry. What is
-- open is counted on the start page from its index alone.
ALTER TABLE hazard_ledger ADD CONSTRAINT one_line_from_a_position PRIMARY KEY (hazard, from_position);
CREATE UNIQUE INDEX one_present_line_a_hazard ON hazard_ledger (hazard) WHERE until_position IS NULL;
CREATE INDEX present_by_entry ON hazard_ledger (entered_position DESC) WHERE until_position IS NULL;
CREATE INDEX present_by_due ON hazard_ledger (next_due_at, entered_position DESC) WHERE until_position IS NULL;
CREATE INDEX present_by_place ON hazard_ledger (unit_path, entered_position DESC) WHERE until_position IS NULL;
CREATE INDEX present_open_by_place ON hazard_ledger (unit_path) INCLUDE (hazard, state, next_due_at)
    WHERE until_position IS NULL AND is_open;
CREATE INDEX present_by_number ON hazard_ledger (number, entered_position DESC) WHERE until_position IS NULL;
CREATE INDEX present_by_category ON hazard_ledger (category, entered_position DESC) WHERE until_position IS NULL;
CREATE INDEX present_by_state ON hazard_ledger (state, entered_position DESC) WHERE until_position IS NULL;
CREATE INDEX present_by_campaign ON hazard_ledger (campaign, entered_position DESC)
    WHERE until_position IS NULL AND campaign IS NOT NULL;
CREATE INDEX present_by_day_found ON hazard_ledger (found_on) WHERE until_position IS NULL;
CREATE INDEX present_of_a_unit ON hazard_ledger (unit, place_key) WHERE until_position IS NULL;
CREATE INDEX lines_by_entry ON hazard_ledger (entered_position DESC, from_position);
CREATE INDEX lines_by_place ON hazard_ledger (unit_path, known_from);
CREATE INDEX lines_by_number ON hazard_ledger (number, entered_position DESC, from_position);
CREATE INDEX lines_by_time ON hazard_ledger (known_from, from_position);
CREATE INDEX involved_parties_by_place ON hazard_ledger_involved (party, unit_path, hazard);
CREATE INDEX involved_by_hazard ON hazard_ledger_involved (hazard);

-- name: functions
-- Up to which position the ledger was known at a moment, wherever that happened: behind row-level security one would
-- have to look for it among the lines of all others.
CREATE OR REPLACE FUNCTION read.ledger_position(known_at timestamptz) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (
        SELECT l.from_position
        FROM read.hazard_ledger l
        WHERE l.known_from <= known_at
        ORDER BY l.known_from DESC, l.from_position DESC
        LIMIT 1
    );
END
$$;
