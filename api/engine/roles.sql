-- name: roles
-- The three roles: who owns the log, who serves people, who keeps the read models. Safe to repeat.
DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['bihuan_owner', 'bihuan_app', 'bihuan_reader'] LOOP
        BEGIN
            EXECUTE format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE %s', role,
                CASE role WHEN 'bihuan_owner' THEN 'NOLOGIN' ELSE 'LOGIN' END);
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
        IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
            AND NOT pg_has_role(current_user, role, 'MEMBER') THEN
            EXECUTE format('GRANT %I TO CURRENT_USER', role);
        END IF;
    END LOOP;
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO bihuan_app, bihuan_reader', current_database());
    EXECUTE format('GRANT CREATE ON DATABASE %I TO bihuan_owner, bihuan_reader', current_database());
END
$$

-- name: login_exists
-- Whether the server knows a login.
SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %(login)s)

-- name: not_yet_taken_on
-- The working roles that a login may not take on yet.
SELECT role FROM unnest(ARRAY['bihuan_app', 'bihuan_reader']) AS role
WHERE NOT pg_has_role(%(login)s, role, 'MEMBER')
ORDER BY role

-- name: steps_table
-- Which steps have been run, by whom and when.
CREATE TABLE IF NOT EXISTS public.bihuan_steps (
    step text NOT NULL,
    digest text NOT NULL,
    run_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    run_by text NOT NULL DEFAULT session_user,
    CONSTRAINT a_step_runs_once PRIMARY KEY (step)
)

-- name: may_read_steps
-- Both working roles may see what the schema is, and refuse to start on one they do not know.
GRANT SELECT ON public.bihuan_steps TO bihuan_app, bihuan_reader

-- name: steps
-- The steps that have been run, with the digest of their text then.
SELECT step, digest FROM public.bihuan_steps ORDER BY step

-- name: note_step
-- Note that a step has been run.
INSERT INTO public.bihuan_steps (step, digest) VALUES (%(step)s, %(digest)s)

-- name: lock
-- One migration at a time on this database.
SELECT pg_advisory_xact_lock(hashtext('bihuan.migrate'))

-- name: name_the_log
-- Fix the log's name for ever; says whether it was new.
INSERT INTO log.identity (name, is_trial, created_at) VALUES (%(name)s, %(is_trial)s, clock_timestamp())
ON CONFLICT (one) DO NOTHING
