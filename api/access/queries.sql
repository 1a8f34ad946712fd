-- name: make_account
-- A new account with its first password.
INSERT INTO access.accounts
    (id, sign_in, password_hash, must_change_password, person, is_administrator, language, created_at, created_by)
VALUES
    (%(id)s, %(sign_in)s, %(password_hash)s, %(must_change)s, %(person)s, %(is_administrator)s, %(language)s,
    %(now)s, %(by)s)

-- name: credential_by_name
-- Account and password hash for a sign-in name.
SELECT a.id, a.sign_in, a.person, a.is_administrator, a.language, a.must_change_password, a.password_round,
    a.created_at, a.disabled_at, a.passwords_given, a.password_hash IS NOT NULL AS has_password, a.password_hash
FROM access.accounts a
WHERE a.sign_in = %(sign_in)s

-- name: credential_by_id
-- Account and password hash by the account's id.
SELECT a.id, a.sign_in, a.person, a.is_administrator, a.language, a.must_change_password, a.password_round,
    a.created_at, a.disabled_at, a.passwords_given, a.password_hash IS NOT NULL AS has_password, a.password_hash
FROM access.accounts a
WHERE a.id = %(id)s

-- name: whose
-- Sign-in names of accounts, and the people they are linked to.
SELECT a.id, a.sign_in, a.person
FROM access.accounts a
WHERE a.id = ANY(%(ids)s)
ORDER BY a.sign_in

-- name: account
-- One account by its id.
SELECT a.id, a.sign_in, a.person, a.is_administrator, a.language, a.must_change_password, a.password_round,
    a.created_at, a.disabled_at, a.passwords_given, a.password_hash IS NOT NULL AS has_password
FROM access.accounts a
WHERE a.id = %(id)s

-- name: account_of_person
-- The account that is linked to a person.
SELECT a.id, a.sign_in, a.person, a.is_administrator, a.language, a.must_change_password, a.password_round,
    a.created_at, a.disabled_at, a.passwords_given, a.password_hash IS NOT NULL AS has_password
FROM access.accounts a
WHERE a.person = %(person)s

-- name: accounts
-- A page of accounts after a sign-in name, in order of it.
SELECT a.id, a.sign_in, a.person, a.is_administrator, a.language, a.must_change_password, a.password_round,
    a.created_at, a.disabled_at, a.passwords_given, a.password_hash IS NOT NULL AS has_password
FROM access.accounts a
WHERE a.sign_in > %(after)s
ORDER BY a.sign_in
LIMIT %(limit)s

-- name: lock_administrators
-- The administrators who can sign in, held still until the transaction ends.
SELECT a.id
FROM access.accounts a
WHERE a.is_administrator
AND a.disabled_at IS NULL
ORDER BY a.id
FOR UPDATE

-- name: disable_account
-- Disable an account that is enabled.
UPDATE access.accounts SET disabled_at = %(now)s WHERE id = %(id)s AND disabled_at IS NULL

-- name: enable_account
-- Enable an account that is disabled.
UPDATE access.accounts SET disabled_at = NULL WHERE id = %(id)s AND disabled_at IS NOT NULL

-- name: link_account
-- Say whose account it is; null for nobody's.
UPDATE access.accounts SET person = %(person)s WHERE id = %(id)s

-- name: choose_language
-- The language in which a person wants to be answered.
UPDATE access.accounts SET language = %(language)s WHERE id = %(id)s

-- name: set_password
-- A new password, unless another was set since the given round; one that somebody else chose is counted.
UPDATE access.accounts
SET password_hash = %(password_hash)s,
    password_round = password_round + 1,
    passwords_given = passwords_given + %(is_given)s::boolean::integer,
    must_change_password = %(must_change)s
WHERE id = %(id)s
AND password_round = coalesce(%(round)s::integer, password_round)

-- name: rehash_password
-- The same password under newer parameters, unless another was set meanwhile.
UPDATE access.accounts
SET password_hash = %(password_hash)s
WHERE id = %(id)s
AND password_round = %(round)s

-- name: open_session
-- A session for an account that is enabled and still has the password that was checked; no row otherwise.
WITH holder AS (
    SELECT a.id
    FROM access.accounts a
    WHERE a.id = %(account)s
    AND a.disabled_at IS NULL
    AND a.password_round = %(round)s
    FOR SHARE
)
INSERT INTO access.sessions
    (digest, account, csrf_secret, device, opened_at, seen_at, confirmed_at, expires_at, way)
SELECT %(digest)s, holder.id, %(csrf_secret)s, %(device)s, %(now)s, %(now)s, %(now)s, %(expires_at)s, %(way)s
FROM holder

-- name: session
-- An open session of an enabled account, neither too old nor idle for too long.
SELECT a.id, a.sign_in, a.person, a.is_administrator, a.language, a.must_change_password, a.password_round,
    a.created_at, a.disabled_at, a.passwords_given, a.password_hash IS NOT NULL AS has_password,
    s.digest, s.appointment, s.csrf_secret, s.opened_at, s.seen_at, s.confirmed_at, s.expires_at, s.way
FROM access.sessions s
JOIN access.accounts a ON a.id = s.account
WHERE s.digest = %(digest)s
AND s.closed_at IS NULL
AND s.expires_at > %(now)s
AND s.seen_at > %(idle_since)s
AND a.disabled_at IS NULL

-- name: lapsed_session
-- A session of an enabled account that nobody ended: it grew too old, or idled for too long.
SELECT a.id, a.sign_in, a.person, a.is_administrator, a.language, a.must_change_password, a.password_round,
    a.created_at, a.disabled_at, a.passwords_given, a.password_hash IS NOT NULL AS has_password,
    s.digest, s.appointment, s.csrf_secret, s.opened_at, s.seen_at, s.confirmed_at, s.expires_at, s.way
FROM access.sessions s
JOIN access.accounts a ON a.id = s.account
WHERE s.digest = %(digest)s
AND s.closed_at IS NULL
AND (s.expires_at <= %(now)s OR s.seen_at <= %(idle_since)s)
AND a.disabled_at IS NULL

-- name: form_secrets
-- What the forms of an account's newest sessions are known by, but for sessions that somebody ended.
SELECT s.csrf_secret
FROM access.sessions s
WHERE s.account = %(account)s
AND s.closed_at IS NULL
ORDER BY s.opened_at DESC, s.digest
LIMIT %(most)s

-- name: see_session
-- The session was used.
UPDATE access.sessions SET seen_at = %(now)s WHERE digest = %(digest)s AND seen_at < %(now)s

-- name: choose_appointment
-- The post in which somebody acts from now on.
UPDATE access.sessions SET appointment = %(appointment)s WHERE digest = %(digest)s AND closed_at IS NULL

-- name: confirm_session
-- The password was given again.
UPDATE access.sessions SET confirmed_at = %(now)s WHERE digest = %(digest)s AND closed_at IS NULL

-- name: close_session
-- End one session.
UPDATE access.sessions SET closed_at = %(now)s WHERE digest = %(digest)s AND closed_at IS NULL

-- name: close_sessions
-- End the open sessions of an account, all but one where one is named.
UPDATE access.sessions
SET closed_at = %(now)s
WHERE account = %(account)s
AND closed_at IS NULL
AND digest IS DISTINCT FROM %(but)s::bytea

-- name: forget_sessions
-- Remove sessions that ended long ago.
DELETE FROM access.sessions WHERE expires_at < %(before)s

-- name: count_attempts
-- The counts of two keys, made where missing and held still; always in the order of the keys.
INSERT INTO access.attempts (key, failures, failed_at, free_at)
SELECT k.key, 0, %(now)s, %(now)s
FROM unnest(%(keys)s::text[]) k (key)
ORDER BY k.key COLLATE "C"
ON CONFLICT (key) DO UPDATE SET failures = access.attempts.failures
RETURNING key, failures, failed_at, free_at

-- name: note_attempt
-- One more attempt under a key, and when the next one may follow.
UPDATE access.attempts
SET failures = %(failures)s,
    failed_at = %(now)s,
    free_at = %(free_at)s
WHERE key = %(key)s

-- name: clear_attempts
-- Somebody got in: the account's count ends, and the address is rid of what this account had failed there.
WITH cleared AS (
    DELETE FROM access.attempts WHERE key = %(account)s RETURNING failures
)
UPDATE access.attempts a
SET failures = greatest(0, a.failures - cleared.failures),
    free_at = %(now)s
FROM cleared
WHERE a.key = %(address)s

-- name: forget_attempts
-- Remove counts that have faded; those in use at this moment are passed over.
DELETE FROM access.attempts
WHERE key IN (
    SELECT a.key FROM access.attempts a WHERE a.failed_at < %(before)s ORDER BY a.key FOR UPDATE SKIP LOCKED
)

-- name: make_token
-- A new API token of an account that is enabled; no row otherwise.
INSERT INTO access.api_tokens (id, digest, account, appointment, name, reach, created_at, expires_at)
SELECT %(id)s, %(digest)s, a.id, %(appointment)s, %(name)s, %(reach)s, %(now)s, %(expires_at)s
FROM access.accounts a
WHERE a.id = %(account)s
AND a.disabled_at IS NULL

-- name: bearer
-- Whose token it is, while it counts: not while its account is disabled or has to change the password.
SELECT a.id, a.sign_in, a.person, a.is_administrator, a.language, a.must_change_password, a.password_round,
    a.created_at, a.disabled_at, a.passwords_given, a.password_hash IS NOT NULL AS has_password,
    t.id, t.appointment, t.reach, t.used_at
FROM access.api_tokens t
JOIN access.accounts a ON a.id = t.account
WHERE t.digest = %(digest)s
AND t.revoked_at IS NULL
AND t.expires_at > %(now)s
AND a.disabled_at IS NULL
AND NOT a.must_change_password

-- name: use_token
-- The token was used.
UPDATE access.api_tokens SET used_at = %(now)s WHERE id = %(id)s AND (used_at IS NULL OR used_at < %(now)s)

-- name: token_owner
-- Whose token it is, and its name.
SELECT t.account, t.name FROM access.api_tokens t WHERE t.id = %(id)s

-- name: revoke_token
-- End a token that was not ended before.
UPDATE access.api_tokens SET revoked_at = %(now)s WHERE id = %(id)s AND revoked_at IS NULL

-- name: tokens
-- The tokens of an account, newest first; nothing in it lets anybody in.
SELECT t.id, t.name, t.appointment, t.reach, t.created_at, t.expires_at, t.used_at, t.revoked_at
FROM access.api_tokens t
WHERE t.account = %(account)s
ORDER BY t.id DESC

-- name: note_act
-- Record an act of access.
INSERT INTO access.acts (at, who, what, about, detail, address)
VALUES (%(at)s, %(who)s, %(what)s, %(about)s, %(detail)s, %(address)s)

-- name: acts
-- A page of acts before a number, newest first; about an account, of or about one, of a kind, where they are named.
SELECT x.id, x.at, x.recorded_at, x.who, x.what, x.about, x.detail, x.address
FROM access.acts x
WHERE (%(about)s::uuid IS NULL OR x.about = %(about)s::uuid)
AND (%(involving)s::uuid IS NULL OR %(involving)s::uuid IN (x.who, x.about))
AND (%(kind)s::text IS NULL OR split_part(x.what, '.', 1) = %(kind)s::text)
AND x.id < %(before)s
ORDER BY x.id DESC
LIMIT %(limit)s
