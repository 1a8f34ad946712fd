-- name: tables
-- Units as the log's newest day has them; the dated tables beside them know every day.
CREATE TABLE directory_units (
    unit uuid NOT NULL,
    code text NOT NULL COLLATE "C",
    kind text NOT NULL,
    name text NOT NULL,
    initials text NOT NULL COLLATE "C",
    path text NOT NULL COLLATE "C",
    parent uuid,
    from_on date NOT NULL,
    closed_on date,
    is_enrolled boolean NOT NULL,
    version bigint NOT NULL
);
CREATE TABLE directory_unit_names (
    unit uuid NOT NULL,
    from_on date NOT NULL,
    name text NOT NULL
);
CREATE TABLE directory_unit_placings (
    unit uuid NOT NULL,
    from_on date NOT NULL,
    parent uuid
);
CREATE TABLE directory_relations (
    unit uuid NOT NULL,
    kind text NOT NULL,
    by uuid NOT NULL,
    from_on date NOT NULL,
    until_on date
);
CREATE TABLE directory_people (
    person uuid NOT NULL,
    commitment text NOT NULL COLLATE "C",
    unit uuid NOT NULL,
    is_enrolled boolean NOT NULL,
    left_on date,
    version bigint NOT NULL
);
CREATE TABLE directory_appointments (
    appointment uuid NOT NULL,
    person uuid NOT NULL,
    post text NOT NULL,
    unit uuid NOT NULL,
    kind text NOT NULL,
    from_on date NOT NULL,
    until_on date,
    delegated_by uuid,
    only_commands text[] NOT NULL,
    document text,
    recorded_at timestamptz NOT NULL,
    version bigint NOT NULL
);
ALTER TABLE directory_units ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_unit_names ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_unit_placings ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_relations ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_people ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory_appointments ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_reach ON directory_units FOR SELECT TO bihuan_app USING (
    width_bucket(path, (SELECT read.lows())) > width_bucket(path, (SELECT read.highs()))
);
CREATE POLICY of_a_unit_within_reach ON directory_unit_names FOR SELECT TO bihuan_app USING (
    unit IN (SELECT u.unit FROM directory_units u)
);
CREATE POLICY of_a_unit_within_reach ON directory_unit_placings FOR SELECT TO bihuan_app USING (
    unit IN (SELECT u.unit FROM directory_units u)
);
CREATE POLICY of_a_unit_within_reach ON directory_relations FOR SELECT TO bihuan_app USING (
    unit IN (SELECT u.unit FROM directory_units u) OR by IN (SELECT u.unit FROM directory_units u)
);
CREATE POLICY of_a_unit_within_reach ON directory_people FOR SELECT TO bihuan_app USING (
    unit IN (SELECT u.unit FROM directory_units u)
);
CREATE POLICY of_a_unit_within_reach ON directory_appointments FOR SELECT TO bihuan_app USING (
    unit IN (SELECT u.unit FROM directory_units u)
);

-- name: indexes
-- What is asked by unit, by code, by place in the tree, by person and by day.
ALTER TABLE directory_units ADD CONSTRAINT one_row_a_unit PRIMARY KEY (unit);
CREATE INDEX units_by_code ON directory_units (code);
CREATE INDEX units_by_place ON directory_units (path);
CREATE INDEX units_by_superior ON directory_units (parent);
CREATE INDEX names_of_a_unit ON directory_unit_names (unit, from_on);
CREATE INDEX placings_of_a_unit ON directory_unit_placings (unit, from_on);
CREATE INDEX relations_of_a_unit ON directory_relations (unit);
CREATE INDEX relations_by_supervisor ON directory_relations (by);
ALTER TABLE directory_people ADD CONSTRAINT one_row_a_person PRIMARY KEY (person);
CREATE INDEX people_of_a_unit ON directory_people (unit);
ALTER TABLE directory_appointments ADD CONSTRAINT one_row_an_appointment PRIMARY KEY (appointment);
CREATE INDEX appointments_of_a_person ON directory_appointments (person);
CREATE INDEX appointments_of_a_unit ON directory_appointments (unit);
