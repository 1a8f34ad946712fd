-- The second fence before the read models: row-level security asks here what the one who reads may see.
-- Whoever serves people says it in settings of the transaction; where nobody has said it, nothing is seen.
-- Each list is asked for in a subquery, so that it is taken apart once a question and not once a row.

-- Where the subtrees begin and where they end, both in order; none inside another.
CREATE FUNCTION read.lows() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(pg_catalog.current_setting('bihuan.lows', TRUE), '')::text[];

CREATE FUNCTION read.highs() RETURNS text[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(pg_catalog.current_setting('bihuan.highs', TRUE), '')::text[];

-- The appointments and units to which things are given.
CREATE FUNCTION read.parties() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(pg_catalog.current_setting('bihuan.parties', TRUE), '')::uuid[];

-- Whether a hazard was given to one of these, as the ledger has it now. Asked only of what lies outside of the
-- subtrees, few rows of a page: were it planned at its real cost for all of them, plans would be compiled for nothing.
CREATE FUNCTION read.is_given(asked uuid, parties uuid[]) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER COST 1 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM read.hazard_ledger_involved i WHERE i.hazard = asked AND i.party = ANY (parties)
    );
END
$$;
