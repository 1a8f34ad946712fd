-- name: begin_sign_in
-- Remember a sign-in that was begun.
INSERT INTO access.sign_ins_under_way
    (state, browser, purpose, account, session, invitation, held, target, begun_at, expires_at)
VALUES
    (%(state)s, %(browser)s, %(purpose)s, %(account)s, %(session)s, %(invitation)s, %(held)s, %(target)s,
    %(now)s, %(expires_at)s)

-- name: finish_sign_in
-- Take a sign-in that was begun in this browser: once, and in time.
DELETE FROM access.sign_ins_under_way
WHERE state = %(state)s
AND browser = %(browser)s
AND expires_at > %(now)s
RETURNING purpose, account, session, invitation, held, target

-- name: forget_sign_ins
-- Remove sign-ins that nobody came back from.
DELETE FROM access.sign_ins_under_way WHERE expires_at < %(before)s

-- name: identities
-- The identities of an account, in the order in which they were connected.
SELECT i.id, i.issuer, i.subject, i.account, i.how, i.linked_by, i.linked_at, i.used_at
FROM access.identities i
WHERE i.account = %(account)s
ORDER BY i.linked_at, i.id

-- name: identity
-- An identity by its identifier.
SELECT i.id, i.issuer, i.subject, i.account, i.how, i.linked_by, i.linked_at, i.used_at
FROM access.identities i
WHERE i.id = %(id)s

-- name: identity_at
-- An identity by who it is at which provider.
SELECT i.id, i.issuer, i.subject, i.account, i.how, i.linked_by, i.linked_at, i.used_at
FROM access.identities i
WHERE i.issuer = %(issuer)s
AND i.subject = %(subject)s

-- name: connect
-- Say that this identity at a provider is whoever has this account.
INSERT INTO access.identities (id, issuer, subject, account, how, linked_by, linked_at)
VALUES (%(id)s, %(issuer)s, %(subject)s, %(account)s, %(how)s, %(by)s, %(now)s)

-- name: disconnect
-- Let nobody in by an identity any more.
DELETE FROM access.identities WHERE id = %(id)s

-- name: use_identity
-- Somebody came in by it.
UPDATE access.identities SET used_at = %(now)s WHERE id = %(id)s AND (used_at IS NULL OR used_at < %(now)s)

-- name: make_invitation
-- A one-time link for an account that is enabled; no row otherwise.
INSERT INTO access.invitations (id, digest, account, made_by, made_at, expires_at)
SELECT %(id)s, %(digest)s, a.id, %(by)s, %(now)s, %(expires_at)s
FROM access.accounts a
WHERE a.id = %(account)s
AND a.disabled_at IS NULL

-- name: withdraw_invitations
-- A newer link of an account takes the place of those that nobody used.
UPDATE access.invitations SET used_at = %(now)s WHERE account = %(account)s AND used_at IS NULL

-- name: invitation
-- For which account a one-time link is, while it counts.
SELECT v.id, v.account, a.sign_in
FROM access.invitations v
JOIN access.accounts a ON a.id = v.account
WHERE v.digest = %(digest)s
AND v.used_at IS NULL
AND v.expires_at > %(now)s
AND a.disabled_at IS NULL

-- name: use_invitation
-- Take a one-time link: once, and in time.
UPDATE access.invitations
SET used_at = %(now)s
WHERE id = %(id)s
AND used_at IS NULL
AND expires_at > %(now)s
RETURNING account

-- name: forget_invitations
-- Remove links that have run out; the acts of access stay.
DELETE FROM access.invitations WHERE expires_at < %(before)s
