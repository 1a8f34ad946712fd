-- Holds join the reference events that every decision follows; what can be destroyed is destroyed by an event only.
-- Run by the owner role. The working role deletes no disclosure by itself: it can only have carried out what the log says.

DROP INDEX log.reference_events_in_order;

CREATE INDEX reference_events_in_order ON log.events (position)
    WHERE split_part(name, '.', 1) IN ('organisation', 'person', 'appointment', 'deadline', 'key', 'policy', 'hold');

CREATE INDEX destroying_events_in_order ON log.events (position)
    WHERE name IN ('person.erased.v1', 'subject.erased.v1', 'retention.purged.v1');

CREATE INDEX erasures_ordered_in_order ON log.events (position)
    WHERE name IN ('person.erasure_ordered.v1', 'subject.erasure_ordered.v1');

CREATE TABLE log.destroyed (
    position bigint NOT NULL,
    disclosures bigint NOT NULL,
    keys bigint NOT NULL,
    destroyed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT an_event_is_carried_out_once PRIMARY KEY (position)
);

-- Vacuumed after every removal, so that what was destroyed does not lie about as a dead row.
ALTER TABLE log.disclosures SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- Acts of access stay as they are, but for a name that somebody wrote into one and that is erased.
CREATE FUNCTION access.refuse_change_of_act() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('bihuan.erasing', true) = 'on' THEN
        OLD.detail := NULL;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'acts of access are never changed: % refused', TG_OP USING ERRCODE = 'BH001';
END
$$;

DROP TRIGGER acts_stay ON access.acts;
CREATE TRIGGER acts_stay BEFORE UPDATE OR DELETE ON access.acts
    FOR EACH ROW EXECUTE FUNCTION access.refuse_change_of_act();
ALTER TABLE access.acts ENABLE ALWAYS TRIGGER acts_stay;

-- Whoever is erased comes in no more: sign-in name, password, identities, sessions and the names of tokens go.
CREATE FUNCTION access.forget_person(whose uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    an_account uuid;
BEGIN
    SELECT a.id INTO an_account FROM access.accounts a WHERE a.person = whose;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    UPDATE access.accounts a
        SET sign_in = 'erased-' || right(a.id::text, 12),
            password_hash = NULL,
            must_change_password = FALSE,
            disabled_at = coalesce(a.disabled_at, clock_timestamp())
        WHERE a.id = an_account;
    DELETE FROM access.identities i WHERE i.account = an_account;
    DELETE FROM access.sign_ins_under_way s WHERE s.account = an_account;
    DELETE FROM access.sessions s WHERE s.account = an_account;
    DELETE FROM access.held_forms h WHERE h.account = an_account;
    DELETE FROM signing.prepared p WHERE p.account = an_account;
    UPDATE access.api_tokens t
        SET name = '', revoked_at = coalesce(t.revoked_at, clock_timestamp())
        WHERE t.account = an_account;
    PERFORM set_config('bihuan.erasing', 'on', true);
    UPDATE access.acts a SET detail = NULL
        WHERE a.about = an_account AND a.what LIKE 'token.%' AND a.detail IS NOT NULL;
    PERFORM set_config('bihuan.erasing', 'off', true);
END
$$;

-- Carries out what an event of the log says: nothing goes that no event names. Twice is as good as once.
CREATE FUNCTION log.destroy(at bigint) RETURNS TABLE (disclosures bigint, keys bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said jsonb;
    what text;
    whose uuid;
    gone_disclosures bigint;
    gone_keys bigint;
BEGIN
    SELECT e.name, convert_from(e.body, 'UTF8')::jsonb -> 'data',
        CASE e.name WHEN 'person.erased.v1' THEN e.stream END
        INTO what, said, whose FROM log.events e WHERE e.position = at;
    IF what IS NULL OR what NOT IN ('person.erased.v1', 'subject.erased.v1', 'retention.purged.v1') THEN
        RAISE EXCEPTION 'event % destroys nothing', at USING ERRCODE = 'BH004';
    END IF;
    DELETE FROM log.disclosures d
        WHERE d.commitment IN (SELECT jsonb_array_elements_text(said -> 'commitments') COLLATE "C");
    GET DIAGNOSTICS gone_disclosures = ROW_COUNT;
    DELETE FROM log.attachment_keys k
        WHERE k.attachment IN (SELECT jsonb_array_elements_text(coalesce(said -> 'attachments', '[]'))::uuid);
    GET DIAGNOSTICS gone_keys = ROW_COUNT;
    PERFORM access.forget_person(coalesce(whose, (said ->> 'person')::uuid));
    INSERT INTO log.destroyed AS b (position, disclosures, keys) VALUES (at, gone_disclosures, gone_keys)
        ON CONFLICT (position) DO NOTHING;
    RETURN QUERY SELECT gone_disclosures, gone_keys;
END
$$;

REVOKE ALL ON FUNCTION log.destroy, access.forget_person FROM PUBLIC;
GRANT EXECUTE ON FUNCTION log.destroy TO bihuan_app;
GRANT SELECT ON log.destroyed TO bihuan_app;
