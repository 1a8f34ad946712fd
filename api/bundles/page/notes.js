// Signed notes, checkpoints, and the policy that says whose signatures count (C2SP signed-note, tlog-checkpoint,
// tlog-cosignature and tlog-policy).

const SIGNED_BY_LOG = 1, COSIGNED = 4, MOST_NOTE = 64 * 1024, MOST_SIGNATURES = 64;

// A note's text and signature lines; null where it is none.
function noteIn(written) {
  if (written === null) return null;
  const blank = written.lastIndexOf("\n\n");
  if (utf8(written).length > MOST_NOTE || /[\u0000-\u0009\u000b-\u001f]/.test(written) || blank < 0 || !written.endsWith("\n")) return null;
  const lines = written.slice(blank + 2, -1).split("\n").map(signatureLine);
  if (lines.length > MOST_SIGNATURES || lines.includes(null)) return null;
  return { text: written.slice(0, blank + 1), signatures: lines };
}

function signatureLine(line) {
  const found = /^— (\S+) ([A-Za-z0-9+/=]+)$/u.exec(line);
  const content = found && bytesOf(found[2]);
  return content?.length >= 5 ? { name: found[1], id: content.subarray(0, 4), value: content.subarray(4) } : null;
}

// A key as configurations write it: name+id+base64(type and key); null where it is not one.
async function noteKey(told) {
  const found = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(told.trim());
  const content = found && bytesOf(found[3]);
  if (content?.length !== 33 || ![SIGNED_BY_LOG, COSIGNED].includes(content[0])) return null;
  const id = (await digest(utf8(`${found[1]}\n`), content)).subarray(0, 4);
  if (hexOf(id) !== found[2] || !isFullPoint(content.subarray(1))) return null;
  return { name: found[1], type: content[0], id, point: content.subarray(1), told: told.trim() };
}

// When a key signed: seconds since 1970 of a cosignature, 0 of a signature, null where it did not; a line by
// this name and identifier that does not fit is a fault.
async function signedBy(note, key, code) {
  const found = note.signatures.find((each) => each.name === key.name && isSame(each.id, key.id));
  if (!found) return null;
  let { value } = found, message = note.text, at = 0;
  if (key.type === COSIGNED) {
    need(value.length === 72, code, 0, key.name);
    at = Number(new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0));
    message = `cosignature/v1\ntime ${new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0)}\n${note.text}`;
    value = value.subarray(8);
  }
  need(await fitsEd25519(key.point, value, utf8(message)), code, 0, key.name);
  return at;
}

// What a checkpoint's text says; null where it is none of our form.
function checkpointIn(note) {
  const found = /^([^\n]+)\n(0|[1-9][0-9]{0,17})\n([^\n]+)\nheads ([^\n]+)\n$/u.exec(note.text);
  const [root, heads] = found ? [bytesOf(found[3]), bytesOf(found[4])] : [];
  if (root?.length !== HASH || heads?.length !== HASH || !Number.isSafeInteger(Number(found[2]))) return null;
  return { origin: found[1], size: Number(found[2]), root, heads };
}

// A policy: logs and witnesses by key, and which witnesses have to have cosigned.
async function policyIn(text) {
  const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null }, used = new Set();
  need(text !== null, CODES.policy);
  for (const [number, line] of text.replace(/^\ufeff/, "").split("\n").entries()) {
    const words = line.split(/[ \t\r]+/).filter(Boolean);
    if (words.length && !words[0].startsWith("#")) {
      need(await takeLine(policy, used, words), CODES.policy, 0, `line ${number + 1}: ${line}`);
    }
  }
  need(policy.logs.length, CODES.policy, 0, "no log");
  policy.quorum ??= "none";
  return policy;
}

// Takes one line in; says whether it was understood. Names are used once and stand above where they are used.
async function takeLine(policy, used, [kind, ...words]) {
  const isNamed = (name) => policy.witnesses.has(name) || policy.groups.has(name);
  const isNew = (name) => name !== "none" && !isNamed(name);
  if (kind === "log" && [1, 2].includes(words.length)) {
    const key = await noteKey(words[0]);
    policy.logs.push(key);
    return key?.type === SIGNED_BY_LOG;
  }
  if (kind === "witness" && [2, 3].includes(words.length) && isNew(words[0])) {
    const key = await noteKey(words[1]);
    const isTwice = key && [...policy.witnesses.values()].some((each) => isSame(each.point, key.point));
    policy.witnesses.set(words[0], key);
    return key?.type === COSIGNED && !isTwice;
  }
  if (kind === "group" && words.length >= 3 && isNew(words[0])) {
    const [name, count, ...members] = words;
    const least = count === "all" ? members.length : count === "any" ? 1 : /^[1-9][0-9]{0,3}$/.test(count) ? Number(count) : 0;
    const areFree = members.every((each) => isNamed(each) && !used.has(each) && used.add(each));
    policy.groups.set(name, { least, members });
    return areFree && least >= 1 && least <= members.length;
  }
  if (kind !== "quorum" || words.length !== 1 || policy.quorum !== null) return false;
  [policy.quorum] = words;
  return policy.quorum === "none" || isNamed(policy.quorum);
}

// Whether the quorum is among the witnesses that cosigned.
function isMet(policy, cosigners) {
  const present = new Set(cosigners);
  for (const [name, { least, members }] of policy.groups) {
    if (members.filter((each) => present.has(each)).length >= least) present.add(name);
  }
  return policy.quorum === "none" || present.has(policy.quorum);
}
