// Who signed what, in which post, and whether everything else that the events mention is what they mention.

// Keys as the log tells them up to an event: enrolled, confirmed, revoked.
class Keys {
  constructor() { this.told = new Map(); }

  take({ stream, name, data }) {
    const key = this.told.get(stream) ?? {};
    if (name === "key.enrolled.v1") key.enrolment = data;
    if (name === "key.confirmed.v1") key.isConfirmed = true;
    if (name === "key.revoked.v1") key.isRevoked = true;
    if (name.startsWith("key.")) this.told.set(stream, key);
  }

  // The enrolment of a key that could sign; a key signs its own enrolment.
  enrolmentFor({ leaf, body }, envelope) {
    if (body.name === "key.enrolled.v1") return body.data;
    const key = this.told.get(envelope.key);
    need(key?.enrolment, CODES.key, leaf.pos, envelope.key);
    need(key.isConfirmed, CODES.keyUnconfirmed, leaf.pos, envelope.key);
    need(!key.isRevoked, CODES.keyRevoked, leaf.pos, envelope.key);
    need(key.enrolment.person === body.actor.person, CODES.keyOfAnother, leaf.pos, envelope.key);
    return key.enrolment;
  }
}

// Every signature, in the order of the log; says how many there are and keeps them with their events.
async function checkSignatures(events, disclosures) {
  const keys = new Keys();
  let count = 0;
  for (const event of events) {
    const { leaf, body } = event, written = Array.isArray(body.signatures) ? body.signatures : [];
    need(written.length <= 1, CODES.signature, leaf.pos);
    need(written.length === 1 || (leaf.key === null && leaf.level === null), CODES.leaf, leaf.pos);
    if (written.length) {
      event.signature = await signatureOf(event, written[0], keys, disclosures);
      count += 1;
    }
    keys.take(body);
  }
  return count;
}

async function signatureOf(event, written, keys, disclosures) {
  const { leaf, body } = event, envelope = typeof written === "string" ? envelopeIn(written) : null;
  need(envelope, CODES.signature, leaf.pos, "envelope");
  const enrolment = keys.enrolmentFor(event, envelope), fault = await faultInSignature(envelope, enrolment);
  need(!fault, CODES.signature, leaf.pos, fault);
  const other = faultInBelonging(envelope.said, body);
  need(!other, CODES.belonging, leaf.pos, other);
  need(leaf.key === envelope.key && leaf.level === LEVELS[enrolment.scheme], CODES.leaf, leaf.pos);
  return {
    said: envelope.said, key: envelope.key, level: leaf.level,
    fingerprint: hexOf(await digest(bytesOf(enrolment.public_key))),
    text: disclosures.get(envelope.said.display)?.value ?? null,
  };
}

// Names and texts that are told: each is what an event has a commitment to. What is not told may have been erased.
async function disclosuresOf(files) {
  const told = new Map();
  for (const { commitment, salt, value } of linesOf(files, "disclosures.jsonl", ["commitment", "salt", "value"])) {
    const isWritten = isHex(salt, 32) && typeof value === "string" && !told.has(commitment);
    need(isWritten && hexOf(await digest(bytesOfHex(salt), utf8(value))) === commitment, CODES.disclosure, 0, commitment);
    told.set(commitment, { salt, value });
  }
  return told;
}

// Photos and papers: what events mention, by their digests, and the bytes themselves where they are in the bundle.
async function attachmentsOf(files, events) {
  const mentioned = new Map(), found = [];
  for (const { leaf, body } of events) {
    for (const each of evidenceIn(body.data)) {
      const before = mentioned.get(each.attachment) ?? { each, positions: [] };
      mentioned.set(each.attachment, { each, positions: [...before.positions, leaf.pos] });
    }
  }
  for (const line of linesOf(files, "attachments.jsonl", ["attachment", "sha256", "salt", "commitment", "kind", "size", "file"])) {
    const about = mentioned.get(line.attachment), content = line.file === null ? null : files.get(line.file);
    need(about && ["commitment", "kind", "size"].every((name) => about.each[name] === line[name]), CODES.attachment, about?.positions[0], line.attachment);
    if (line.file !== null) await checkFile(line, content, about.positions[0]);
    found.push({ said: line, content, positions: about.positions });
  }
  const enclosed = new Set(found.map(({ said: line }) => line.file));
  need([...files.keys()].every((name) => !name.startsWith("attachments/") || enclosed.has(name)), CODES.attachment);
  return found;
}

async function checkFile(line, content, position) {
  need(content && line.file === `attachments/${line.sha256}` && content.length === line.size, CODES.attachment, position, line.attachment);
  need(hexOf(await digest(content)) === line.sha256 && isHex(line.salt, 32), CODES.attachment, position, line.attachment);
  need(hexOf(await digest(bytesOfHex(line.salt), content)) === line.commitment, CODES.attachment, position, line.attachment);
}

const EVIDENCE = ["attachment", "ciphertext_sha256", "size", "kind", "commitment"];

function* evidenceIn(value) {
  if (hasExactly(value, EVIDENCE)) yield value;
  if (value !== null && typeof value === "object") {
    for (const each of Object.values(value)) yield* evidenceIn(each);
  }
}

function checkPosts() {}
function checkRegisters() {}
