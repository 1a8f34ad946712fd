// Bytes and text: what every other part stands on. Whatever is not written the one way it can be is refused.

// A check that failed: a stable code, the event it failed at (0: none), and what was found.
class Fault extends Error {
  constructor(code, position = 0, told = "") {
    super(`${code} ${position} ${told}`);
    Object.assign(this, { code, position, told: String(told).slice(0, 300) });
  }
}

const need = (holds, code, position = 0, told = "") => { if (!holds) throw new Fault(code, position, told); };

const utf8 = (text) => new TextEncoder().encode(text);
const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const textOrNothing = (bytes) => { try { return textOf(bytes); } catch { return null; } };
const digest = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
const hexOf = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
const isSame = (one, other) => one.length === other.length && one.every((each, place) => each === other[place]);
const isHex = (text, size) => typeof text === "string" && text.length === size * 2 && /^[0-9a-f]*$/.test(text);
const bytesOfHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (each) => parseInt(each, 16));

function joined(...parts) {
  if (parts.length === 1) return parts[0];
  const whole = new Uint8Array(parts.reduce((length, each) => length + each.length, 0));
  parts.reduce((at, each) => { whole.set(each, at); return at + each.length; }, 0);
  return whole;
}

function base64Of(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

// Standard base64 with its padding; null where the text is not exactly that.
function bytesOf(base64) {
  if (typeof base64 !== "string") return null;
  try {
    const bytes = Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
    return base64Of(bytes) === base64 ? bytes : null;
  } catch {
    return null;
  }
}

// Base64 as DSSE allows it: standard or for addresses, padded or not.
function bytesOfEither(base64) {
  if (typeof base64 !== "string") return null;
  const standard = base64.replaceAll("-", "+").replaceAll("_", "/");
  return bytesOf(standard.endsWith("=") ? standard : standard + "=".repeat((4 - standard.length % 4) % 4));
}

const addressOf = (bytes) => base64Of(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const DEEPEST = 64;

// The canonical form of RFC 8785, for what the log holds: no floats or large numbers, no half characters, names in
// ASCII, not nested deeply; anything else is no value of the log.
function canonical(value, depth = DEEPEST) {
  if (value === null || typeof value !== "object") {
    need(!(typeof value === "number" && !Number.isSafeInteger(value)) && !/\p{Cs}/u.test(value), CODES.lines);
    return JSON.stringify(value);
  }
  need(depth, CODES.lines);
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each, depth - 1)).join(",")}]`;
  const names = Object.keys(value).sort();
  need(names.every((name) => /^[\0-\x7f]*$/.test(name)), CODES.lines);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name], depth - 1)}`).join(",")}}`;
}

// The value of canonical JSON; undefined where the text is JSON written otherwise, or none.
function parsed(text) {
  try {
    const value = JSON.parse(text);
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

// Whether in JSON, known to be such, no object has two members of one name: whoever reads them may take either.
function hasEachMemberOnce(text) {
  const objects = [];
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/gs)) {
    if (token === "{") objects.push(new Set());
    if (token === "}") objects.pop();
    const members = objects.at(-1), name = colon && JSON.parse(string);
    if (colon && members.has(name)) return false;
    if (colon) members.add(name);
  }
  return true;
}

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const hasExactly = (value, names) => isObject(value) && Object.keys(value).sort().join() === [...names].sort().join();
