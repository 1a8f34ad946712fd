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

-- name: indexes
-- By what it is cut into; by hazard and unit for those who keep it.
ALTER TABLE search ADD CONSTRAINT one_text_a_hazard PRIMARY KEY (hazard);
CREATE INDEX search_by_grams ON search USING gin (grams) WITH (fastupdate = off);
CREATE INDEX search_by_entry ON search (entered_position DESC);
CREATE INDEX search_by_place ON search (unit_path, entered_position DESC);
CREATE INDEX search_of_a_unit ON search (unit);

-- name: functions
-- Finds by grams and checks by LIKE, within a range of paths it carries itself: under row-level security the index
-- on grams would not be used, and a plan made for every word would not know a rare one from a common one.
CREATE OR REPLACE FUNCTION read.search_within(
    low text, high text, wanted text[], patterns text[], before bigint, most integer
) RETURNS TABLE (hazard uuid, entered_position bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY
        SELECT s.hazard, s.entered_position
        FROM read.search s
        WHERE s.grams @> wanted
        AND s.text LIKE ALL (patterns)
        AND s.unit_path >= low
        AND s.unit_path < high
        AND s.entered_position < before
        ORDER BY s.entered_position DESC
        LIMIT most;
END
$$;
