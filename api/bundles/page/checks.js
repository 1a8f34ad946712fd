// Everything that is checked of a bundle, in order; the first thing that does not hold ends it.

const CODES = {
  container: "container_wrong", manifest: "manifest_wrong", manifestSignature: "manifest_not_signed", file: "file_altered",
  policy: "policy_unreadable", log: "log_not_trusted",
  checkpoint: "checkpoint_malformed", checkpointSignature: "checkpoint_not_signed",
  cosignature: "cosignature_wrong", quorum: "quorum_not_met",
  earlier: "earlier_checkpoint_malformed", earlierLog: "checkpoint_of_another_log",
  consistency: "consistency_missing", rewritten: "history_rewritten",
  lines: "lines_malformed", leaf: "leaf_differs", inclusion: "not_in_the_log", time: "time_ran_back",
  version: "version_missing", chain: "chain_broken", head: "heads_differ",
  signature: "signature_wrong", belonging: "signature_of_something_else",
  key: "key_not_enrolled", keyUnconfirmed: "key_not_confirmed", keyRevoked: "key_revoked_before", keyOfAnother: "key_of_another",
  missing: "signature_missing", weak: "signature_too_weak", levels: "levels_missing", about: "about_wrong",
  post: "post_not_held", disclosure: "disclosure_wrong", attachment: "attachment_wrong", register: "register_incomplete",
};
const FILES = ["checkpoint.note", "policy.txt", "events.jsonl", "leaves.jsonl", "proofs.jsonl", "heads.jsonl", "consistency.jsonl", "disclosures.jsonl", "attachments.jsonl"];
const FOR_READING = ["words.json", "verify.py", "verify.html", "READ-ME.txt", "dossier.pdf"], ORIGINAL = /^attachments\/[0-9a-f]{64}$/;
const ROLES = ["subject", "context"];
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;
const LEVELS = { webauthn: "passkey", raw: "software_key", "server-attested": "server_attested", "x509-sm2": "passkey" };

// What came of a bundle. `brought` is what the reader brings along: the text of a policy, and earlier checkpoints.
async function verdictOn(bytes, brought = {}) {
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle) return { kind: "insecure" };
  try {
    const bundle = await checked(bytes, brought.policy ?? null, brought.earlier ?? []);
    return { kind: brought.policy ? "good" : "unpinned", bundle };
  } catch (error) {
    if (error instanceof Unable) return { kind: "unable" };
    if (error instanceof Fault) return { kind: "bad", fault: error };
    return { kind: "bad", fault: new Fault(CODES.lines, 0, error) };
  }
}

async function checked(bytes, policyText, earlier) {
  const files = filesIn(bytes), manifest = await manifestIn(files);
  const policy = await policyIn(policyText ?? textOrNothing(files.get("policy.txt")));
  const logKeys = policy.logs.filter(({ name }) => name === manifest.origin);
  need(logKeys.length, CODES.log, 0, manifest.origin);
  await checkManifestSigned(files, logKeys, manifest);
  const { checkpoint, cosigners } = await checkpointOf(files, policy, logKeys, manifest);
  await checkEarlier(files, earlier, logKeys, checkpoint);
  const events = await eventsOf(files, checkpoint, manifest), streams = await checkChains(events, manifest);
  await checkHeads(files, streams, checkpoint);
  checkAbout(manifest, events);
  const disclosures = await disclosuresOf(files);
  await checkLevelsTold(files, streams, checkpoint);
  const { count: signatures, atConsole } = await checkSignatures(events, disclosures);
  checkPosts(events);
  const attachments = await attachmentsOf(files, events);
  await checkRegisters(files, manifest, events, checkpoint);
  const subjects = manifest.streams.filter(({ role }) => role === "subject").map(({ stream }) => stream);
  return {
    manifest, checkpoint, cosigners, events, disclosures, attachments, signatures, atConsole, subjects, streams: streams.size,
    earlier: earlier.length, logKey: logKeys[0].told, erased: events.filter(({ signature }) => signature?.text === null).length,
  };
}

// Lines of canonical JSON, each with these fields and no others.
function linesOf(files, name, fields) {
  const text = textOf(files.get(name));
  need(text === "" || text.endsWith("\n"), CODES.lines, 0, name);
  return text.split("\n").slice(0, -1).map((line) => {
    const value = parsed(line);
    need(value !== undefined && (!fields || hasExactly(value, fields)), CODES.lines, 0, name);
    return value;
  });
}

async function manifestIn(files) {
  const [first, second] = files.keys();
  need(first === "manifest.json" && second === "manifest.note", CODES.manifest);
  const manifest = parsed(textOrNothing(files.get(first)));
  need(isObject(manifest) && manifest.v === 1 && Array.isArray(manifest.files) && Array.isArray(manifest.streams), CODES.manifest);
  need(isObject(manifest.about) && typeof manifest.log === "string" && Number.isInteger(manifest.size) && canonical(manifest.ignored) === "[]", CODES.manifest);
  need(isOf(manifest.origin, manifest.log), CODES.manifest);
  need(manifest.streams.every((each) => isObject(each) && ROLES.includes(each.role)), CODES.manifest);
  need(canonical(manifest.files.map(({ name }) => name)) === canonical([...files.keys()].slice(2)), CODES.manifest);
  need(FILES.every((name) => files.has(name)), CODES.manifest);
  const isKnown = (name) => FILES.includes(name) || FOR_READING.includes(name) || ORIGINAL.test(name);
  need(manifest.files.every(({ name }) => isKnown(name)), CODES.manifest);
  for (const { name, sha256, size } of manifest.files) {
    const content = files.get(name);
    need(content.length === size && hexOf(await digest(content)) === sha256, CODES.file, 0, name);
  }
  return manifest;
}

// Whether heads of this origin are of this log: its own name, or that of a history that was declared to part.
function isOf(origin, log) {
  return origin === log || (typeof origin === "string" && origin.startsWith(`${log}/fork-`) && /^[1-9][0-9]*$/.test(origin.slice(log.length + 6)));
}

async function checkSignedByLog(note, logKeys, code) {
  const signed = [];
  for (const key of logKeys) signed.push(await signedBy(note, key, code) !== null);
  need(signed.some(Boolean), code);
}

async function checkManifestSigned(files, logKeys, manifest) {
  const note = noteIn(textOrNothing(files.get("manifest.note")));
  const over = base64Of(await digest(files.get("manifest.json")));
  const isOurs = note?.text === `bihuan-bundle/v1\n${manifest.origin}\n${over}\n` && note.signatures.length === 1;
  need(isOurs, CODES.manifestSignature);
  await checkSignedByLog(note, logKeys, CODES.manifestSignature);
}

async function checkpointOf(files, policy, logKeys, manifest) {
  const note = noteIn(textOrNothing(files.get("checkpoint.note"))), checkpoint = note && checkpointIn(note);
  need(checkpoint && checkpoint.origin === manifest.origin && checkpoint.size === manifest.size, CODES.checkpoint);
  await checkSignedByLog(note, logKeys, CODES.checkpointSignature);
  const cosigners = [];
  for (const [name, key] of policy.witnesses) {
    const at = await signedBy(note, key, CODES.cosignature);
    if (at !== null) cosigners.push({ name, at });
  }
  need(isMet(policy, cosigners.map(({ name }) => name)), CODES.quorum);
  return { checkpoint, cosigners };
}

// Earlier checkpoints that the reader kept: the log may only have grown since.
async function checkEarlier(files, earlier, logKeys, checkpoint) {
  const proofs = new Map(linesOf(files, "consistency.jsonl", ["size", "proof"]).map(({ size, proof }) => [size, hashesOf(proof)]));
  for (const written of earlier) {
    const note = noteIn(written), old = note && checkpointIn(note);
    need(old, CODES.earlier);
    need(old.origin === checkpoint.origin, CODES.earlierLog, 0, old.origin);
    await checkSignedByLog(note, logKeys, CODES.earlier);
    const proof = old.size === checkpoint.size ? [] : proofs.get(old.size);
    need(proof, CODES.consistency, 0, old.size);
    need(await isBeginning(old.size, checkpoint.size, proof, old.root, checkpoint.root), CODES.rewritten, 0, old.size);
  }
}

// Bodies with their leaves: each body is the one that was sealed, at its place in the log.
async function eventsOf(files, checkpoint, manifest) {
  const bodies = linesOf(files, "events.jsonl"), leaves = linesOf(files, "leaves.jsonl");
  const proofs = linesOf(files, "proofs.jsonl", ["pos", "proof"]), events = [];
  need(bodies.length === leaves.length && leaves.length === proofs.length, CODES.lines);
  for (const [place, body] of bodies.entries()) {
    const leaf = leaves[place], before = events.at(-1)?.leaf, written = utf8(canonical(body)), sum = hexOf(await digest(written));
    const isPlaced = Number.isSafeInteger(leaf?.pos) && leaf.pos > (before?.pos ?? 0) && INSTANT.test(leaf.rec);
    need(isPlaced, CODES.lines, before?.pos ?? 0);
    need(isObject(body) && isObject(body.actor) && isObject(body.data), CODES.lines, leaf.pos);
    const expected = {
      v: 1, log: manifest.log, pos: leaf.pos, stream: body.stream, ver: body.ver, name: body.name, prev: body.prev,
      rec: leaf.rec, body: sum, len: written.length, level: leaf.level, key: leaf.key,
    };
    need(canonical(leaf) === canonical(expected) && body.log === manifest.log, CODES.leaf, leaf.pos);
    need(!before || leaf.rec >= before.rec, CODES.time, leaf.pos);
    const proof = proofs[place].pos === leaf.pos ? hashesOf(proofs[place].proof) : null;
    const hashed = await leafHash(utf8(canonical(leaf)));
    need(proof && await isIncluded(hashed, leaf.pos - 1, checkpoint.size, proof, checkpoint.root), CODES.inclusion, leaf.pos);
    events.push({ leaf, body, sum, signature: null });
  }
  return events;
}

// Streams are whole from their first event; gives the newest event of each.
async function checkChains(events, manifest) {
  const newest = new Map();
  for (const { leaf, body, sum } of events) {
    const before = newest.get(body.stream);
    need(Number.isSafeInteger(body.ver) && body.ver === (before?.ver ?? 0) + 1, CODES.version, leaf.pos);
    need(body.prev === (before?.digest ?? null), CODES.chain, leaf.pos);
    newest.set(body.stream, { stream: body.stream, ver: body.ver, digest: sum, pos: leaf.pos });
  }
  const told = manifest.streams.map(({ stream, versions }) => [stream, versions]);
  need(canonical(told) === canonical([...newest.values()].map(({ stream, ver }) => [stream, ver])), CODES.manifest);
  return newest;
}

// Nothing is missing at the end of a stream: its newest event is the one under the checkpoint.
async function checkHeads(files, streams, checkpoint) {
  const lines = new Map(linesOf(files, "heads.jsonl").filter(({ ver }) => ver !== 0).map((line) => [line.stream, line]));
  for (const { stream, ver, digest: sum, pos } of streams.values()) {
    const line = lines.get(stream), proof = line && hashesOf(line.proof);
    need(proof && line.ver === ver && line.digest === sum, CODES.head, pos);
    need(await isHead({ stream, ver, digest: sum }, proof, checkpoint.heads), CODES.head, pos);
  }
}
