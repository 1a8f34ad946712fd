-- The log: events that nobody can change, what makes personal values readable, and the one way to append.
-- Run by the owner role, in one transaction, under the migration's advisory lock.

CREATE SCHEMA log;

CREATE TABLE log.identity (
    one boolean PRIMARY KEY DEFAULT TRUE CHECK (one),
    name text NOT NULL,
    is_trial boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT a_trial_says_so CHECK (is_trial = (name LIKE 'trial/%'))
);

CREATE TABLE log.head (
    one boolean PRIMARY KEY DEFAULT TRUE CHECK (one),
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL
) WITH (fillfactor = 10);

INSERT INTO log.head (position, recorded_at) VALUES (0, '-infinity');

CREATE TABLE log.events (
    position bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    stream uuid NOT NULL,
    version bigint NOT NULL,
    name text NOT NULL COLLATE "C",
    body bytea NOT NULL,
    CONSTRAINT one_place_in_the_log PRIMARY KEY (position),
    CONSTRAINT one_place_in_the_stream UNIQUE (stream, version)
);

CREATE INDEX reference_events_in_order ON log.events (position)
    WHERE split_part(name, '.', 1) IN ('organisation', 'person', 'appointment', 'deadline');

CREATE TABLE log.commands (
    command uuid NOT NULL,
    digest bytea NOT NULL,
    first_position bigint NOT NULL,
    last_position bigint NOT NULL,
    CONSTRAINT a_command_is_answered_once PRIMARY KEY (command)
);

CREATE TABLE log.disclosures (
    commitment text NOT NULL COLLATE "C",
    salt text NOT NULL,
    value text NOT NULL,
    CONSTRAINT one_disclosure_a_commitment PRIMARY KEY (commitment)
);

CREATE FUNCTION log.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'the log is never changed: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'BH001';
END
$$;

CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON log.events
    FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER events_are_not_emptied BEFORE TRUNCATE ON log.events
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER identity_stays BEFORE UPDATE OR DELETE ON log.identity
    FOR EACH ROW EXECUTE FUNCTION log.refuse_change();
CREATE TRIGGER identity_is_not_emptied BEFORE TRUNCATE ON log.identity
    FOR EACH STATEMENT EXECUTE FUNCTION log.refuse_change();
ALTER TABLE log.events ENABLE ALWAYS TRIGGER events_stay;
ALTER TABLE log.events ENABLE ALWAYS TRIGGER events_are_not_emptied;
ALTER TABLE log.identity ENABLE ALWAYS TRIGGER identity_stays;
ALTER TABLE log.identity ENABLE ALWAYS TRIGGER identity_is_not_emptied;

-- Several requests come in one call (group commit); each is a run of events that is stored whole or not at all.
-- Everything happens under the lock on the head row, so positions are gapless, in commit order, and a reader that
-- has seen position n has seen everything before it. recorded_at never runs back (FACTS R17).
CREATE FUNCTION log.append(
    streams uuid[],
    versions bigint[],
    names text[],
    bodies bytea[],
    requests bigint[],
    commands uuid[],
    digests bytea[],
    guard_requests bigint[],
    guard_streams uuid[],
    guard_versions bigint[],
    commitments text[],
    salts text[],
    disclosed text[],
    told_at timestamptz
) RETURNS TABLE (request bigint, outcome text, first_position bigint, recorded_at timestamptz)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    start_at bigint;
    stamp timestamptz;
    total integer := cardinality(streams);
    stored bigint;
    r bigint;
BEGIN
    IF total > 1000 THEN
        RAISE EXCEPTION 'at most 1000 events a call, % were given', total USING ERRCODE = 'BH002';
    END IF;
    IF told_at IS NOT NULL AND NOT (SELECT i.is_trial FROM log.identity i) THEN
        RAISE EXCEPTION 'only a trial log takes a made-up time' USING ERRCODE = 'BH003';
    END IF;
    SELECT h.position, greatest(h.recorded_at, coalesce(told_at, clock_timestamp()))
        INTO start_at, stamp FROM log.head h FOR UPDATE;
    stored := start_at;
    BEGIN
        INSERT INTO log.events (position, recorded_at, stream, version, name, body)
            SELECT start_at + e.ordinal, stamp, e.stream, e.version, e.name, e.body
            FROM unnest(streams, versions, names, bodies) WITH ORDINALITY e (stream, version, name, body, ordinal);
        INSERT INTO log.commands (command, digest, first_position, last_position)
            SELECT commands[e.request], digests[e.request], start_at + min(e.ordinal), start_at + max(e.ordinal)
            FROM unnest(requests) WITH ORDINALITY e (request, ordinal)
            WHERE commands[e.request] IS NOT NULL
            GROUP BY e.request;
        IF EXISTS (
            SELECT FROM unnest(guard_streams, guard_versions) g (stream, version)
            WHERE EXISTS (SELECT FROM log.events e WHERE e.stream = g.stream AND e.version > g.version)
        ) THEN
            RAISE unique_violation;
        END IF;
        stored := start_at + total;
        RETURN QUERY
            SELECT e.request, 'stored'::text, start_at + min(e.ordinal), stamp
            FROM unnest(requests) WITH ORDINALITY e (request, ordinal)
            GROUP BY e.request ORDER BY e.request;
    EXCEPTION WHEN unique_violation THEN
        FOR r IN SELECT DISTINCT u FROM unnest(requests) u ORDER BY u LOOP
            RETURN QUERY SELECT * FROM log.append_one(
                r, stored, stamp, streams, versions, names, bodies, requests, commands[r], digests[r],
                guard_requests, guard_streams, guard_versions);
            SELECT coalesce(max(e.position), stored) INTO stored FROM log.events e WHERE e.position > stored;
        END LOOP;
    END;
    IF stored > start_at THEN
        INSERT INTO log.disclosures (commitment, salt, value)
            SELECT d.commitment, d.salt, d.value FROM unnest(commitments, salts, disclosed) d (commitment, salt, value)
            ON CONFLICT (commitment) DO NOTHING;
        UPDATE log.head h SET position = stored, recorded_at = stamp;
        PERFORM pg_notify('bihuan_log', stored::text);
    END IF;
END
$$;

CREATE FUNCTION log.append_one(
    r bigint,
    start_at bigint,
    stamp timestamptz,
    streams uuid[],
    versions bigint[],
    names text[],
    bodies bytea[],
    requests bigint[],
    a_command uuid,
    a_digest bytea,
    guard_requests bigint[],
    guard_streams uuid[],
    guard_versions bigint[]
) RETURNS TABLE (request bigint, outcome text, first_position bigint, recorded_at timestamptz)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    inserted integer;
    before bigint;
BEGIN
    SELECT c.first_position INTO before FROM log.commands c WHERE c.command = a_command;
    IF FOUND THEN
        RETURN QUERY SELECT r, 'repeated'::text, before, stamp;
        RETURN;
    END IF;
    IF EXISTS (
        SELECT FROM unnest(guard_requests, guard_streams, guard_versions) g (request, stream, version)
        WHERE g.request = r
        AND EXISTS (SELECT FROM log.events e WHERE e.stream = g.stream AND e.version > g.version)
    ) THEN
        RETURN QUERY SELECT r, 'conflict'::text, NULL::bigint, stamp;
        RETURN;
    END IF;
    INSERT INTO log.events (position, recorded_at, stream, version, name, body)
        SELECT start_at + row_number() OVER (ORDER BY e.ordinal), stamp, e.stream, e.version, e.name, e.body
        FROM unnest(streams, versions, names, bodies, requests)
            WITH ORDINALITY e (stream, version, name, body, request, ordinal)
        WHERE e.request = r;
    GET DIAGNOSTICS inserted = ROW_COUNT;
    IF a_command IS NOT NULL THEN
        INSERT INTO log.commands (command, digest, first_position, last_position)
            VALUES (a_command, a_digest, start_at + 1, start_at + inserted);
    END IF;
    RETURN QUERY SELECT r, 'stored'::text, start_at + 1, stamp;
EXCEPTION WHEN unique_violation THEN
    RETURN QUERY SELECT r, 'conflict'::text, NULL::bigint, stamp;
END
$$;

REVOKE ALL ON FUNCTION log.append, log.append_one FROM PUBLIC;
GRANT USAGE ON SCHEMA log TO bihuan_app, bihuan_reader;
GRANT SELECT ON log.events, log.head, log.identity, log.commands, log.disclosures TO bihuan_app, bihuan_reader;
GRANT EXECUTE ON FUNCTION log.append TO bihuan_app;
