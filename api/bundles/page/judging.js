// Who signed what, in which post, and whether everything else that the events mention is what they mention.

// Keys as the log tells them up to an event: enrolled, confirmed, revoked.
class Keys {
  constructor() { this.told = new Map(); }

  take({ stream, name, data, actor }) {
    const key = this.told.get(stream) ?? {};
    if (name === "key.enrolled.v1") key.enrolment = data;
    if (name === "key.confirmed.v1") Object.assign(key, { confirmed: data, by: actor.kind === "person" ? actor.post : actor.kind });
    if (name === "key.revoked.v1") Object.assign(key, { isRevoked: true, lostOn: data.lost_on });
    if (name.startsWith("key.")) this.told.set(stream, key);
  }

  // The enrolment of a key that could sign; a key signs its own enrolment.
  async enrolmentFor({ leaf, body }, envelope) {
    if (body.name === "key.enrolled.v1") return body.data;
    const key = this.told.get(envelope.key);
    need(key?.enrolment, CODES.key, leaf.pos, envelope.key);
    need(key.confirmed && await isThatKey(key), CODES.keyUnconfirmed, leaf.pos, envelope.key);
    need(!key.isRevoked, CODES.keyRevoked, leaf.pos, envelope.key);
    need(key.enrolment.person === body.actor.person, CODES.keyOfAnother, leaf.pos, envelope.key);
    return key.enrolment;
  }
}

// Whether the key is the one whose fingerprint was compared, by a registrar or at the server's console.
async function isThatKey({ enrolment, confirmed, by }) {
  const der = bytesOf(enrolment.public_key);
  return der !== null && hexOf(await digest(der)) === confirmed.fingerprint && ["console", "registrar"].includes(by);
}

// Every signature in the order of the log, and whether it says as much as was required then; keeps them with their
// events. Says how many there are, and which keys nobody vouched for but whoever sat at the server's console.
async function checkSignatures(events, disclosures) {
  const keys = new Keys(), levels = new Levels(events, await naturalId("signing levels")), atConsole = new Set();
  let count = 0;
  for (const event of events) {
    const { leaf, body } = event, written = Array.isArray(body.signatures) ? body.signatures : [];
    need(written.length <= 1, CODES.signature, leaf.pos);
    need(written.length === 1 || (leaf.key === null && leaf.level === null), CODES.leaf, leaf.pos);
    if (written.length) {
      event.signature = await signatureOf(event, written[0], keys, disclosures);
      count += 1;
      if (keys.told.get(event.signature.key)?.by === "console") atConsole.add(event.signature.key);
    }
    levels.check(event);
    keys.take(body);
    levels.take(body);
  }
  for (const { leaf, signature } of events) {
    const lostOn = signature && keys.told.get(signature.key)?.lostOn;
    if (lostOn && Date.parse(leaf.rec) >= beginsAt(lostOn)) signature.lostOn = lostOn;
  }
  return { count, atConsole: [...atConsole].sort() };
}

async function signatureOf(event, written, keys, disclosures) {
  const { leaf, body } = event, envelope = typeof written === "string" ? envelopeIn(written) : null;
  need(envelope, CODES.signature, leaf.pos, "envelope");
  const enrolment = await keys.enrolmentFor(event, envelope), fault = await faultInSignature(envelope, enrolment);
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
  const mentioned = new Map(), found = [], told = new Set(), names = new Set([...files.keys()].filter((name) => ORIGINAL.test(name)));
  for (const { leaf, body } of events) {
    for (const each of evidenceIn(body.data)) {
      const before = mentioned.get(each.attachment) ?? { each, positions: [] };
      mentioned.set(each.attachment, { each, positions: [...before.positions, leaf.pos] });
    }
  }
  for (const line of linesOf(files, "attachments.jsonl", ["attachment", "sha256", "salt", "commitment", "kind", "size", "file"])) {
    const about = mentioned.get(line.attachment), content = line.file === null ? null : files.get(line.file);
    need(about && ["commitment", "kind", "size"].every((name) => about.each[name] === line[name]), CODES.attachment, about?.positions[0], line.attachment);
    need(!told.has(line.attachment), CODES.attachment, about.positions[0], line.attachment);
    told.add(line.attachment);
    if (line.file !== null) await checkFile(line, content, about.positions[0]);
    names.delete(line.file);
    found.push({ said: line, content, positions: about.positions });
  }
  need(!names.size, CODES.attachment, 0, [...names].sort().join(", "));
  return found;
}

async function checkFile(line, content, position) {
  need(content?.length === line.size, CODES.attachment, position, line.attachment);
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

// A day is a day somewhere on earth: what zone the log keeps its days in is not in it, so edges are left open.
const AHEAD = 14 * 3600e3, BEHIND = 12 * 3600e3, DAY_LONG = 24 * 3600e3;
const beginsAt = (day) => Date.parse(`${day}T00:00:00Z`) - AHEAD;
const endsAt = (day) => Date.parse(`${day}T00:00:00Z`) + DAY_LONG + BEHIND;

// Whoever acted in a post had been appointed to it, and it had not ended, by what was on the record then.
function checkPosts(events) {
  const appointments = new Map();
  for (const { leaf, body } of events) {
    const { actor } = body, held = appointments.get(actor.appointment);
    if (actor.kind === "person" && (actor.appointment || actor.post || actor.on_behalf_of)) {
      need(held && ["person", "post", "unit"].every((name) => held[name] === actor[name]), CODES.post, leaf.pos, actor.post);
      need((held.delegated_by ?? null) === (actor.on_behalf_of ?? null), CODES.post, leaf.pos, actor.post);
      need(isHeld(held, Date.parse(leaf.rec)), CODES.post, leaf.pos, `${actor.post}: ${held.from_on} – ${held.until_on ?? ""}`);
    }
    if (body.name === "appointment.made.v1") appointments.set(body.stream, { ...body.data });
    if (body.name === "appointment.ended.v1" && appointments.has(body.stream)) appointments.get(body.stream).until_on = body.data.on;
  }
}

const isHeld = ({ from_on: from, until_on: until }, at) => at >= beginsAt(from) && (until === null || at < endsAt(until));

// What is told of streams that do not exist.
const absentIn = (files) => new Map(linesOf(files, "heads.jsonl").filter(({ ver }) => ver === 0).map((line) => [line.stream, line]));

const numberText = (code, year, seq) => `${code}-${year}-${String(seq).padStart(4, "0")}`;

// The numbers of hazards, by stream.
function numbersIn(events) {
  const numbered = events.filter(({ body: { name } }) => ["hazard.registered.v1", "hazard.taken_over.v1"].includes(name));
  return new Map(numbered.map(({ body: { stream, data } }) => [stream, numberText(data.unit_code, data.year, data.seq)]));
}

// The bundle is about what it says: that hazard and no other, that unit's hazards, that person.
function checkAbout({ about, streams }, events) {
  const subjects = streams.filter(({ role }) => role === "subject").map(({ stream }) => stream), numbers = numbersIn(events);
  const first = events.find(({ body }) => body.stream === about.id)?.body, { kind, id, number, code } = about;
  if (kind === "hazard") {
    const isIt = canonical(subjects) === canonical([id]) && ["hazard.found.v1", "hazard.taken_over.v1"].includes(first?.name);
    need(isIt && number === (numbers.get(id) ?? null), CODES.about, 0, number);
  } else if (kind === "unit") {
    const isIt = events.some(({ body }) => body.stream === id && body.data.code === code);
    const areOfIt = subjects.every((each) => numbers.get(each)?.replace(/-\d+-\d+$/, "") === code);
    need(typeof code === "string" && isIt && areOfIt, CODES.about, 0, code);
  } else {
    need(kind === "person" && subjects.includes(id) && first?.name.startsWith("person."), CODES.about, 0, id);
  }
}

// Of a unit: every number that its register gave away in the time is that of a hazard in the bundle.
async function checkRegisters(files, manifest, events, checkpoint) {
  const { kind, code, from, to } = manifest.about;
  if (kind !== "unit") return;
  const absent = absentIn(files), numbered = new Set(numbersIn(events).values());
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++) {
    const stream = await naturalId("register", code, String(year)), taken = events.filter(({ body }) => body.stream === stream);
    need(taken.length || await isAbsent(stream, absent.get(stream), checkpoint.heads), CODES.register, 0, `${code} ${year}`);
    for (const { leaf, body: { data } } of taken.filter((each) => isSurelyWithin(each.leaf.rec, from, to))) {
      for (let seq = data.first; seq <= data.last; seq++) {
        need(numbered.has(numberText(code, year, seq)), CODES.register, leaf.pos, numberText(code, year, seq));
      }
    }
  }
}

function isSurelyWithin(instant, from, to) {
  const at = Date.parse(instant), first = Date.parse(`${from}T00:00:00Z`), last = Date.parse(`${to}T00:00:00Z`);
  return at >= first + BEHIND && at < last + DAY_LONG - AHEAD;
}

// The identifier of what is found by its natural key (UUID version 5, RFC 9562).
async function naturalId(...parts) {
  const namespace = bytesOfHex("7d5c1b5e54d05f0b9d841f5b0a1a6d10");
  const sum = new Uint8Array(await crypto.subtle.digest("SHA-1", joined(namespace, utf8(parts.join("\u001f"))))).subarray(0, 16);
  sum[6] = sum[6] & 0x0f | 0x50;
  sum[8] = sum[8] & 0x3f | 0x80;
  return hexOf(sum).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
