"""What the vault promises of what it keeps."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import psycopg
import pytest

from api.attachments.cipher import AttachmentDamaged
from api.attachments.purpose import Purpose
from api.attachments.refusals import (
    AttachmentBroken,
    AttachmentErased,
    AttachmentHasNoPicture,
    AttachmentKindUnsupported,
    AttachmentTooLarge,
)
from api.attachments.vault import SQL, Vault, commitment_to
from api.clock import system_random
from api.store.pool import Pool
from api.system import Database
from domain.kernel.identity import AttachmentId
from domain.kernel.refusals import NotKnown
from tests.api.attachments.conftest import GUARD, MORNING, TEACHER, Add
from tests.api.attachments.pictures import paper, phone_photo

PHOTO = phone_photo()


def count(pool: Pool, table: str) -> int:
    with pool.connection() as connection:
        row = connection.execute(f"SELECT count(*) FROM log.{table}").fetchone()
    assert row is not None
    return int(row[0])


def meddle(database: Database, statement: str) -> None:
    """What a superuser can do who disables the triggers first."""
    with psycopg.connect(database.admin) as connection:
        connection.execute("ALTER TABLE log.attachments DISABLE TRIGGER ALL")
        connection.execute("ALTER TABLE log.attachment_copies DISABLE TRIGGER ALL")
        connection.execute(statement)


def test_the_original_comes_back_byte_for_byte(vault: Vault, add: Add) -> None:
    for content in (PHOTO, paper()):
        assert vault.open_original(add(content).attachment).content == content


def test_a_large_photo_comes_back_byte_for_byte(vault: Vault, add: Add) -> None:
    photo = phone_photo((4000, 3000)) + system_random(12 * 2**20)
    assert vault.open_original(add(photo).attachment).content == photo


def test_the_evidence_names_the_ciphertext_and_commits_to_the_original(vault: Vault, add: Add, pool: Pool) -> None:
    evidence = add(PHOTO)
    with pool.connection() as connection:
        row = connection.execute(
            "SELECT a.ciphertext, k.salt FROM log.attachments a JOIN log.attachment_keys k ON k.attachment = a.id"
            " WHERE k.purpose = 'original'"
        ).fetchone()
    assert row is not None
    assert evidence.ciphertext_sha256 == hashlib.sha256(row[0]).hexdigest()
    assert evidence.commitment == commitment_to(PHOTO, row[1]) == hashlib.sha256(row[1] + PHOTO).hexdigest()
    assert (evidence.size, evidence.kind) == (len(PHOTO), "image/jpeg")
    assert PHOTO[:64] not in row[0]


def test_the_same_photo_twice_has_nothing_in_common_in_the_log(add: Add) -> None:
    one, other = add(PHOTO), add(PHOTO)
    assert one.ciphertext_sha256 != other.ciphertext_sha256
    assert one.commitment != other.commitment


def test_every_file_has_a_key_of_its_own(add: Add, pool: Pool) -> None:
    add(PHOTO)
    add(paper())
    with pool.connection() as connection:
        keys = connection.execute("SELECT purpose, key FROM log.attachment_keys ORDER BY purpose").fetchall()
    assert [purpose for purpose, _ in keys] == ["copy", "original", "original", "thumbnail"]
    assert len({key for _, key in keys}) == 4


def test_a_picture_has_a_copy_and_a_thumbnail(vault: Vault, add: Add) -> None:
    attachment = add(PHOTO).attachment
    copy, thumbnail = vault.open_copy(attachment), vault.open_thumbnail(attachment)
    assert (copy.purpose, thumbnail.purpose) == (Purpose.COPY, Purpose.THUMBNAIL)
    assert copy.content.startswith(b"\xff\xd8\xff")
    assert len(thumbnail.content) < len(copy.content)
    assert copy.sha256 != thumbnail.sha256
    assert b"Exif" not in copy.content + thumbnail.content


def test_a_paper_has_no_picture(vault: Vault, add: Add) -> None:
    attachment = add(paper()).attachment
    for opening in (vault.open_copy, vault.open_thumbnail):
        with pytest.raises(AttachmentHasNoPicture):
            opening(attachment)


def test_a_refused_file_leaves_nothing(add: Add, pool: Pool) -> None:
    for content, refusal in ((b"<html>", AttachmentKindUnsupported), (PHOTO[:-400], AttachmentBroken)):
        with pytest.raises(refusal):
            add(content)
    assert count(pool, "attachments") == count(pool, "attachment_keys") == 0


def test_one_byte_more_than_the_limit_is_refused(pool: Pool) -> None:
    def add(vault: Vault) -> None:
        vault.store(PHOTO, owner=GUARD, now=MORNING, random=system_random)

    add(Vault(pool, most_bytes=len(PHOTO)))
    with pytest.raises(AttachmentTooLarge):
        add(Vault(pool, most_bytes=len(PHOTO) - 1))
    assert count(pool, "attachments") == 1


def test_the_limit_is_told_in_words_of_the_sender(pool: Pool) -> None:
    with pytest.raises(AttachmentTooLarge, match="at most 20 MiB"):
        Vault(pool).store(bytes(20 * 2**20 + 1), owner=GUARD, now=MORNING, random=system_random)


def test_only_whoever_added_a_file_may_bind_it(vault: Vault, add: Add) -> None:
    evidence = add(PHOTO)
    assert vault.usable_by(evidence.attachment, GUARD)
    assert not vault.usable_by(evidence.attachment, TEACHER)
    assert vault.evidence([evidence.attachment], GUARD) == (evidence,)


def test_a_stranger_is_told_the_same_as_of_a_file_that_is_not_there(vault: Vault, add: Add) -> None:
    for attachment in (add(PHOTO).attachment, AttachmentId(uuid4())):
        with pytest.raises(NotKnown):
            vault.evidence([attachment], TEACHER)
    assert not vault.usable_by(AttachmentId(uuid4()), GUARD)


def test_evidence_comes_in_the_order_it_was_asked_for(vault: Vault, add: Add) -> None:
    one, two, three = add(PHOTO), add(paper()), add(PHOTO)
    asked = [three.attachment, one.attachment, two.attachment]
    assert vault.evidence(asked, GUARD) == (three, one, two)
    assert vault.evidence([], GUARD) == ()


def test_an_erased_file_cannot_be_read_and_its_digest_still_holds(vault: Vault, add: Add, pool: Pool) -> None:
    evidence = add(PHOTO)
    assert vault.destroy_key(evidence.attachment)
    for opening in (vault.open_original, vault.open_copy, vault.open_thumbnail):
        with pytest.raises(AttachmentErased) as refused:
            opening(evidence.attachment)
        assert refused.value.code() == "attachment_erased"
    assert vault.digest_holds(evidence)
    assert count(pool, "attachment_keys") == 0


def test_an_erased_file_can_no_longer_be_bound(vault: Vault, add: Add) -> None:
    attachment = add(PHOTO).attachment
    vault.destroy_key(attachment)
    assert not vault.usable_by(attachment, GUARD)
    with pytest.raises(AttachmentErased):
        vault.evidence([attachment], GUARD)


def test_a_key_is_destroyed_once_and_only_its_own(vault: Vault, add: Add) -> None:
    erased, kept = add(PHOTO), add(PHOTO)
    assert vault.destroy_key(erased.attachment)
    assert not vault.destroy_key(erased.attachment)
    assert vault.open_original(kept.attachment).content == PHOTO


def test_a_file_that_was_never_added_is_not_known(vault: Vault) -> None:
    for asking in (vault.open_original, vault.open_copy, vault.open_thumbnail, vault.destroy_key):
        with pytest.raises(NotKnown):
            asking(AttachmentId(uuid4()))


def test_a_changed_ciphertext_is_found_out(vault: Vault, add: Add, database: Database) -> None:
    """Even where whoever changed it also corrected the digest that lies beside it."""
    evidence = add(PHOTO)
    changed = "set_byte(ciphertext, 100, get_byte(ciphertext, 100) # 1)"
    meddle(
        database,
        f"UPDATE log.attachments SET ciphertext = {changed}, ciphertext_sha256 = encode(sha256({changed}), 'hex')",
    )
    assert not vault.digest_holds(evidence)
    with pytest.raises(AttachmentDamaged):
        vault.open_original(evidence.attachment)


def test_a_ciphertext_always_has_the_digest_that_lies_beside_it(add: Add, database: Database) -> None:
    add(PHOTO)
    with pytest.raises(psycopg.errors.CheckViolation):
        meddle(database, "UPDATE log.attachments SET ciphertext = set_byte(ciphertext, 0, 7)")


def test_a_wrong_key_opens_nothing(vault: Vault, add: Add, database: Database) -> None:
    evidence = add(PHOTO)
    meddle(database, "UPDATE log.attachment_keys SET key = set_byte(key, 0, get_byte(key, 0) # 1)")
    with pytest.raises(AttachmentDamaged):
        vault.open_original(evidence.attachment)


def test_one_attachment_cannot_be_put_in_the_place_of_another(vault: Vault, add: Add, database: Database) -> None:
    """Ciphertext and key moved together: the file opens only as what it was sealed as."""
    first, second = add(PHOTO), add(phone_photo((64, 64)))
    meddle(database, "ALTER TABLE log.attachments DROP CONSTRAINT one_attachment_a_ciphertext")
    meddle(
        database,
        "UPDATE log.attachments a SET ciphertext = b.ciphertext, ciphertext_sha256 = b.ciphertext_sha256"
        f" FROM log.attachments b WHERE a.id = '{first.attachment}' AND b.id = '{second.attachment}'",
    )
    meddle(
        database,
        "UPDATE log.attachment_keys a SET key = b.key, nonce = b.nonce FROM log.attachment_keys b"
        f" WHERE a.attachment = '{first.attachment}' AND b.attachment = '{second.attachment}'"
        " AND a.purpose = b.purpose",
    )
    with pytest.raises(AttachmentDamaged):
        vault.open_original(first.attachment)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log.attachments SET kind = 'application/pdf'",
        "UPDATE log.attachment_copies SET kind = 'application/pdf'",
        "UPDATE log.attachment_keys SET salt = NULL",
        "DELETE FROM log.attachments",
        "DELETE FROM log.attachment_copies",
        "TRUNCATE log.attachments, log.attachment_copies, log.attachment_keys",
    ],
)
def test_the_application_may_add_and_destroy_keys_but_change_nothing(add: Add, pool: Pool, statement: str) -> None:
    add(PHOTO)
    with pool.connection() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize("table", ["attachments", "attachment_copies"])
@pytest.mark.parametrize("how", ["UPDATE log.{} SET kind = 'x'", "DELETE FROM log.{}", "TRUNCATE log.{} CASCADE"])
def test_not_even_the_superuser_changes_a_ciphertext_by_the_way(
    add: Add, database: Database, table: str, how: str
) -> None:
    add(PHOTO)
    with psycopg.connect(database.admin) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.Error, match="never changed"):
            connection.execute(how.format(table))


def test_readers_of_read_models_see_no_keys(database: Database, add: Add) -> None:
    add(PHOTO)
    with psycopg.connect(database.reader) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT key FROM log.attachment_keys")


def test_no_file_name_is_kept_anywhere(pool: Pool) -> None:
    with pool.connection() as connection:
        columns = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name LIKE 'attachment%%'"
        ).fetchall()
    assert columns
    assert not [name for (name,) in columns if "name" in name]


@pytest.mark.parametrize("name", sorted(SQL))
def test_every_statement_is_one_that_postgresql_understands(pool: Pool, name: str) -> None:
    values = dict.fromkeys(
        ("id", "ids", "purpose", "ciphertext_sha256", "ciphertext", "key", "nonce", "salt", "kind", "size",
         "commitment", "added_at", "added_by", "unit")
    )  # fmt: skip
    with pool.connection() as connection:
        connection.execute("EXPLAIN " + SQL[name], values)


def test_the_identifier_tells_when_it_was_added(add: Add) -> None:
    assert add(PHOTO).attachment.int >> 80 == int(MORNING.timestamp() * 1000)


def test_twenty_photos_at_once_are_all_kept(vault: Vault, pool: Pool) -> None:
    photos = [phone_photo((100 + size, 80)) for size in range(20)]
    with ThreadPoolExecutor(8) as people:
        kept = list(people.map(lambda each: vault.store(each, owner=GUARD, now=MORNING, random=system_random), photos))
    assert [vault.open_original(each.attachment).content for each in kept] == photos
