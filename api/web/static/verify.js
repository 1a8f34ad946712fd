// Signatures, checked again in the reader's own browser: that the statement is about the event it stands under and about
// the text that stands on this page, and that it was signed by the key that was pinned at enrolment. What is checked is
// told in api/signing and domain/seal/belonging.py; here it is done without asking the server anything.
(() => {
  "use strict";

  const STATEMENT = "application/vnd.bihuan.statement.v1+json";
  const PRESENT = 0x01, VERIFIED = 0x04, MAY_BE_BACKED_UP = 0x08, BACKED_UP = 0x10, HAS_CREDENTIAL = 0x40, HAS_EXTENSIONS = 0x80;
  const HEAD = 37;

  // A check that failed, by its stable name.
  class Failed extends Error {}
  const need = (holds, check) => { if (!holds) throw new Failed(check); };

  const utf8 = (text) => new TextEncoder().encode(text);
  const textOf = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
  const bytesOfHex = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (each) => parseInt(each, 16));
  const hexOf = (bytes) => [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  const addressOf = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const digest = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const isSame = (one, other) => one.length === other.length && one.every((each, place) => each === other[place]);

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((length, each) => length + each.length, 0));
    parts.reduce((at, each) => { whole.set(each, at); return at + each.length; }, 0);
    return whole;
  }

  // The canonical form of RFC 8785, for the values that statements hold.
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
  }

  // The pre-authentication encoding of DSSE: type and payload, each with its length in bytes.
  function preAuthentication(type, payload) {
    return joined(utf8(`DSSEv1 ${utf8(type).length} ${type} ${payload.length} `), payload);
  }

  function statementIn(envelope, payload) {
    need(envelope.payloadType === STATEMENT && envelope.signatures.length === 1, "statement");
    try {
      const text = textOf(payload), said = JSON.parse(text);
      need(canonical(said) === text, "statement");
      return said;
    } catch {
      throw new Failed("statement");
    }
  }

  // Lists may have been put in order, and what stood in them twice stands there once.
  function agrees(asked, happened) {
    if (!Array.isArray(asked) || !Array.isArray(happened)) return canonical(asked) === canonical(happened);
    const sets = [asked, happened].map((each) => [...new Set(each.map(canonical))].sort().join("\n"));
    return sets[0] === sets[1];
  }

  async function checkText(said, shown) {
    if (shown === null) return;
    const salted = await digest(joined(bytesOfHex(shown.salt), utf8(shown.text)));
    need(hexOf(salted) === said.display, "display");
  }

  function checkBelonging(said, event) {
    for (const [name, value] of Object.entries(event.expected)) {
      need(canonical(said[name] ?? null) === canonical(value), name);
    }
    need(!event.actions.length || event.actions.includes(said.action), "action");
    const asked = Object.entries(said.content?.asked ?? {});
    const both = asked.filter(([name, value]) => value !== null && name in event.happened);
    need(both.every(([name, value]) => agrees(value, event.happened[name])), "content");
    need(said.content?.basis === event.how.basis, "basis");
    need((said.content?.happened ?? event.how.left_open) === event.how.happened, "happened");
  }

  function isSecureBelow(origin, host) {
    const said = URL.canParse(origin) ? new URL(origin) : null;
    if (!said || !host || !(said.hostname === host || said.hostname.endsWith(`.${host}`))) return false;
    const isHere = said.hostname === "localhost" || said.hostname.endsWith(".localhost");
    return said.protocol === "https:" || (said.protocol === "http:" && isHere);
  }

  function checkClientData(bytes, challenge, key) {
    let said;
    try { said = JSON.parse(textOf(bytes)); } catch { throw new Failed("client_data"); }
    need(said?.type === "webauthn.get", "type");
    need(said.challenge === addressOf(challenge), "challenge");
    need(isSecureBelow(said.origin, key.relying_party), "origin");
    need((said.crossOrigin ?? false) === false && !("topOrigin" in said), "cross_origin");
  }

  async function checkAuthenticatorData(data, key) {
    need(data.length >= HEAD, "authenticator_data");
    const flags = data[32];
    need(!(flags & HAS_CREDENTIAL) && (flags & HAS_EXTENSIONS || data.length === HEAD), "authenticator_data");
    need(isSame(data.subarray(0, 32), await digest(utf8(key.relying_party ?? ""))), "relying_party");
    need(flags & PRESENT, "presence");
    need(flags & VERIFIED, "verification");
    need(flags & MAY_BE_BACKED_UP || !(flags & BACKED_UP), "backup");
  }

  // What the key was used on: the envelope's encoding, or what a passkey signs instead of it.
  async function signedBytes(envelope, payload, key) {
    const [signature] = envelope.signatures, over = preAuthentication(envelope.payloadType, payload);
    if (key.scheme !== "webauthn") {
      need(!signature.authenticator_data && !signature.client_data, "fields");
      need(key.algorithm === "Ed25519", "algorithm");
      return over;
    }
    need(signature.authenticator_data && signature.client_data, "fields");
    const clientData = bytesOf(signature.client_data), data = bytesOf(signature.authenticator_data);
    checkClientData(clientData, await digest(over), key);
    await checkAuthenticatorData(data, key);
    return joined(data, await digest(clientData));
  }

  // r and s of ECDSA on P-256, from DER to the 64 bytes that browsers take.
  function rawOf(der) {
    need(der.length > 8 && der[0] === 0x30 && der[1] === der.length - 2, "signature");
    const numbers = [];
    for (let at = 2; at < der.length;) {
      const size = der[at + 1], number = der.subarray(at + 2, at + 2 + size);
      need(der[at] === 0x02 && size > 0 && number.length === size, "signature");
      const bare = number[0] === 0 ? number.subarray(1) : number;
      need(number[0] < 0x80 && bare.length > 0 && bare.length <= 32 && (bare.length === size || bare[0] >= 0x80), "signature");
      numbers.push(joined(new Uint8Array(32 - bare.length), bare));
      at += 2 + size;
    }
    need(numbers.length === 2, "signature");
    return joined(...numbers);
  }

  async function checkSignature(key, spki, value, over) {
    const isCurve = key.algorithm === "ES256";
    const algorithm = isCurve ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" };
    const how = isCurve ? { name: "ECDSA", hash: "SHA-256" } : { name: "Ed25519" };
    let pinned;
    try {
      pinned = await crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
    } catch (error) {
      if (error.name === "NotSupportedError") throw error;
      throw new Failed("encoding");
    }
    need(await crypto.subtle.verify(how, pinned, isCurve ? rawOf(value) : value, over), "signature");
  }

  async function check(block) {
    const { envelope: written, key: pinned, event: about, salt, fingerprint } = block.dataset;
    need(pinned, "key");
    const envelope = JSON.parse(written), key = JSON.parse(pinned), event = JSON.parse(about);
    const payload = bytesOf(envelope.payload), said = statementIn(envelope, payload);
    const text = block.querySelector("[data-text]");
    await checkText(said, text ? { text: text.textContent, salt } : null);
    checkBelonging(said, event);
    const spki = bytesOf(key.public_key);
    need(hexOf(await digest(spki)) === fingerprint, "fingerprint");
    const over = await signedBytes(envelope, payload, key);
    await checkSignature(key, spki, bytesOf(envelope.signatures[0].sig), over);
  }

  // Where nothing could be checked the name of the reason, where a check failed the name of the check, else nothing.
  async function verdictOn(block) {
    if (!window.isSecureContext || !window.crypto?.subtle) return { unable: "insecure" };
    try {
      await check(block);
      return {};
    } catch (error) {
      if (error.name === "NotSupportedError") return { unable: "unsupported" };
      return { failed: error instanceof Failed ? error.message : "envelope" };
    }
  }

  function tell(block, words, verdict) {
    const place = block.querySelector("[data-browser]"), said = (name) => words.getAttribute(`data-${name}`);
    const why = verdict.failed && (said(`check-${verdict.failed}`) ?? verdict.failed);
    const [kind, sign, text] = verdict.unable ? ["unable", "○", said(verdict.unable)]
      : verdict.failed ? ["bad", "✗", `${said("bad")}: ${why}`]
      : ["good", "✓", said("good")];
    place.textContent = `${sign} ${text}`;
    place.className = kind === "bad" ? "status status-late" : kind === "good" ? "status status-good" : "quiet";
    place.dataset.browser = kind;
    place.dataset.check = verdict.failed ?? "";
    place.hidden = false;
  }

  const words = document.querySelector("[data-verifying-words]");
  document.querySelectorAll("[data-signature]").forEach(async (block) => {
    tell(block, words, await verdictOn(block));
  });
})();
