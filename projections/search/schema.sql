-- name: tables
-- What can be found of a hazard, cut into single characters and pairs.
CREATE TABLE search (
    hazard uuid NOT NULL,
    entered_position bigint NOT NULL,
    unit uuid NOT NULL,
    unit_path text NOT NULL COLLATE "C",
    text text NOT NULL,
    grams text[] NOT NULL
);
ALTER TABLE search ENABLE ROW LEVEL SECURITY;
CREATE POLICY within_reach ON search FOR SELECT TO bihuan_app USING (
    width_bucket(unit_path, (SELECT read.lows())) > width_bucket(unit_path, (SELECT read.highs()))
    OR read.is_given(hazard, (SELECT read.parties()))
);

-- name: indexes
-- By what it is cut into; by hazard and unit for those who keep it.
ALTER TABLE search ADD CONSTRAINT one_text_a_hazard PRIMARY KEY (hazard);
CREATE INDEX search_by_grams ON search USING gin (grams) WITH (fastupdate = off);
CREATE INDEX search_by_entry ON search (entered_position DESC);
CREATE INDEX search_by_place ON search (unit_path, entered_position DESC);
CREATE INDEX search_of_a_unit ON search (unit);

-- name: functions
-- Both find and check by LIKE for themselves, with the fence that row-level security would have put before them: behind
-- it neither the index on grams is used, as its operators may leak what they compare, nor LIKE before the costlier fence.
-- Plans are made for every word: one for all would not know a rare one from a common one.
CREATE OR REPLACE FUNCTION read.search_within(
    low text, high text, wanted text[], patterns text[], before bigint, most integer
) RETURNS TABLE (hazard uuid, entered_position bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    lows text[] := read.lows();
    highs text[] := read.highs();
BEGIN
    RETURN QUERY
        SELECT s.hazard, s.entered_position
        FROM read.search s
        WHERE s.grams @> wanted
        AND s.text LIKE ALL (patterns)
        AND s.unit_path >= low
        AND s.unit_path < high
        AND s.entered_position < before
        AND width_bucket(s.unit_path, lows) > width_bucket(s.unit_path, highs)
        ORDER BY s.entered_position DESC
        LIMIT most;
END
$$;

CREATE OR REPLACE FUNCTION read.search_among(
    among uuid[], patterns text[], before bigint, most integer
) RETURNS TABLE (hazard uuid, entered_position bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
DECLARE
    lows text[] := read.lows();
    highs text[] := read.highs();
    parties uuid[] := read.parties();
BEGIN
    RETURN QUERY
        SELECT s.hazard, s.entered_position
        FROM read.search s
        WHERE s.hazard = ANY (among)
        AND s.text LIKE ALL (patterns)
        AND s.entered_position < before
        AND (width_bucket(s.unit_path, lows) > width_bucket(s.unit_path, highs) OR read.is_given(s.hazard, parties))
        ORDER BY s.entered_position DESC
        LIMIT most;
END
$$;
