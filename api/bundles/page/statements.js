// What people signed: the envelope under an event (DSSE v1), by which key, and whether it is about this very event.

const STATEMENT = "application/vnd.bihuan.statement.v1+json", MOST_ENVELOPE = 64 * 1024, AUTHENTICATOR_HEAD = 37;
const PRESENT = 0x01, VERIFIED = 0x04, MAY_BE_BACKED_UP = 0x08, BACKED_UP = 0x10, HAS_CREDENTIAL = 0x40, HAS_EXTENSIONS = 0x80;

// The envelope and the statement in it; null where it is none.
function envelopeIn(written) {
  let said;
  try { said = written.length <= MOST_ENVELOPE ? JSON.parse(written) : null; } catch { return null; }
  if (!isObject(said) || !Array.isArray(said.signatures) || said.signatures.length !== 1 || !isObject(said.signatures[0])) return null;
  const [signature] = said.signatures, optional = (text) => text === undefined || text === null ? undefined : bytesOfEither(text);
  const read = {
    type: said.payloadType, payload: bytesOfEither(said.payload), key: signature.keyid ?? "", value: bytesOfEither(signature.sig),
    authenticator: optional(signature.authenticator_data), client: optional(signature.client_data),
  };
  if (!read.payload || !read.value || read.authenticator === null || read.client === null || typeof read.type !== "string") return null;
  return { ...read, said: statementIn(read) };
}

function statementIn(envelope) {
  if (envelope.type !== STATEMENT) return null;
  try {
    const said = parsed(textOf(envelope.payload));
    return isObject(said) ? said : null;
  } catch {
    return null;
  }
}

// The pre-authentication encoding of DSSE: type and payload, each with its length in bytes.
function preAuthentication({ type, payload }) {
  return joined(utf8(`DSSEv1 ${utf8(type).length} ${type} ${payload.length} `), payload);
}

// Why an envelope was not signed by an enrolled key, by the name of the check; nothing where it was.
async function faultInSignature(envelope, enrolment) {
  const over = preAuthentication(envelope), point = enrolledPoint(enrolment.algorithm, enrolment.public_key);
  if (!point) return "encoding";
  if (enrolment.scheme !== "webauthn") {
    if (envelope.authenticator || envelope.client) return "fields";
    if (enrolment.algorithm !== "Ed25519" || !["raw", "server-attested"].includes(enrolment.scheme)) return "algorithm";
    return await fitsEd25519(point, envelope.value, over) ? null : "signature";
  }
  if (!envelope.authenticator || !envelope.client) return "fields";
  const host = enrolment.relying_party ?? "";
  const fault = faultInClientData(envelope.client, await digest(over), host) ?? await faultInDevice(envelope.authenticator, host);
  if (fault) return fault;
  const signed = joined(envelope.authenticator, await digest(envelope.client));
  const fits = enrolment.algorithm === "ES256" ? fitsP256 : fitsEd25519;
  return await fits(point, envelope.value, signed) ? null : "signature";
}

function faultInClientData(bytes, challenge, host) {
  let said;
  try { said = JSON.parse(textOf(bytes)); } catch { return "client_data"; }
  if (!isObject(said) || !hasEachMemberOnce(textOf(bytes))) return "client_data";
  if (said.type !== "webauthn.get") return "type";
  if (said.challenge !== addressOf(challenge)) return "challenge";
  if (!isSecureBelow(said.origin, host)) return "origin";
  return (!("crossOrigin" in said) || said.crossOrigin === false) && !("topOrigin" in said) ? null : "cross_origin";
}

function isSecureBelow(origin, host) {
  const said = typeof origin === "string" && URL.canParse(origin) ? new URL(origin) : null;
  if (!said || !host || !(said.hostname === host || said.hostname.endsWith(`.${host}`))) return false;
  const isHere = /^(?:.+\.)?localhost$|^127\.[0-9.]+$|^\[::1\]$/.test(said.hostname);
  return said.protocol === "https:" || (said.protocol === "http:" && isHere);
}

async function faultInDevice(data, host) {
  const flags = data[32];
  if (data.length < AUTHENTICATOR_HEAD || flags & HAS_CREDENTIAL) return "authenticator_data";
  if (!(flags & HAS_EXTENSIONS) && data.length !== AUTHENTICATOR_HEAD) return "authenticator_data";
  if (!isSame(data.subarray(0, 32), await digest(utf8(host)))) return "relying_party";
  if (!(flags & PRESENT)) return "presence";
  if (!(flags & VERIFIED)) return "verification";
  return flags & MAY_BE_BACKED_UP || !(flags & BACKED_UP) ? null : "backup";
}

// The first part of a statement that is not about this event; nothing where all agrees.
function faultInBelonging(said, body) {
  if (!said) return "statement";
  const { actor } = body;
  const expected = {
    log: body.log, id: body.command,
    subject: { stream: body.stream, ver: body.ver - 1, prev: body.prev },
    signer: { person: actor.person, appointment: actor.appointment, on_behalf_of: actor.on_behalf_of },
    post: actor.post, unit: actor.unit, claimed_at: body.claimed_at,
  };
  for (const [name, value] of Object.entries(expected)) {
    if (canonical(said[name] ?? null) !== canonical(value ?? null)) return name;
  }
  const allowed = Object.hasOwn(TABLES.actions, said.action) ? TABLES.actions[said.action] : {};
  if (Object.keys(allowed).length && !Object.hasOwn(allowed, body.name)) return "action";
  const content = isObject(said.content) ? said.content : {}, both = allowed[body.name] ?? [];
  const asked = isObject(content.asked) ? Object.entries(content.asked).filter(([, value]) => value !== null) : [];
  const agree = asked.every(([name, value]) => isSaid(body.data, name, value, both.includes(name)));
  return agree ? faultInCircumstances(content, body) : "content";
}

// Whether it happened when, and is known how, the statement says; left open, it happened when it was recorded.
function faultInCircumstances(content, body) {
  if ((content.basis ?? null) !== (body.basis ?? null)) return "basis";
  const when = content.happened ?? null, told = canonical(body.happened ?? null);
  const expected = when === null ? [{ at: body.received_at ?? null }] : [{ on: when }, { at: when }];
  return expected.some((each) => canonical(each) === told) ? null : "happened";
}

// Whether an event says what was asked, wherever it has the name: itself, or in a part such as the measures of an
// assignment. A part that says who acted is no such part.
function isSaid(data, name, asked, isNeeded) {
  const parts = Object.entries(data).filter(([of, part]) => isObject(part) && of !== "by").map(([, part]) => part);
  const happened = [data, ...parts].filter((each) => Object.hasOwn(each, name)).map((each) => each[name]);
  return (happened.length > 0 || !isNeeded) && happened.every((each) => agrees(asked, each));
}

// Lists may have been put in order, and what stood in them twice stands there once.
function agrees(asked, happened) {
  if (!Array.isArray(asked) || !Array.isArray(happened)) return canonical(asked) === canonical(happened);
  const [one, other] = [asked, happened].map((each) => [...new Set(each.map((part) => canonical(part)))].sort().join("\n"));
  return one === other;
}
