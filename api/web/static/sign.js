// Passkeys: made for this site, and signing statements. The challenge of a signature is the digest of the statement
// that stands on the page, computed here again; several statements are signed one after the other.
"use strict";

const bytesOf = (base64) => Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
const base64Of = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
const bytesOfAddress = (text) => bytesOf(text.replaceAll("-", "+").replaceAll("_", "/"));
const addressOf = (buffer) => base64Of(buffer).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// The pre-authentication encoding of DSSE: type and payload, each with its length in bytes.
function preAuthentication(type, payload) {
  const kind = new TextEncoder().encode(type);
  const head = new TextEncoder().encode(`DSSEv1 ${kind.length} ${type} ${payload.length} `);
  const whole = new Uint8Array(head.length + payload.length);
  whole.set(head);
  whole.set(payload, head.length);
  return whole;
}

async function signedEnvelope(form, payload) {
  const { payloadType, relyingParty } = form.dataset;
  const challenge = await crypto.subtle.digest("SHA-256", preAuthentication(payloadType, bytesOf(payload)));
  const keys = [...form.querySelectorAll("[data-credential]")];
  const found = await navigator.credentials.get({
    publicKey: {
      challenge,
      rpId: relyingParty,
      userVerification: "required",
      timeout: 120000,
      allowCredentials: keys.map((each) => ({ type: "public-key", id: bytesOfAddress(each.dataset.credential) })),
    },
  });
  const used = keys.find((each) => each.dataset.credential === addressOf(found.rawId));
  return JSON.stringify({
    payloadType,
    payload,
    signatures: [{
      keyid: used ? used.dataset.key : "",
      sig: base64Of(found.response.signature),
      authenticator_data: base64Of(found.response.authenticatorData),
      client_data: base64Of(found.response.clientDataJSON),
    }],
  });
}

function tell(form, words) {
  const place = form.querySelector("[data-passkey-problem]");
  place.textContent = words;
  place.hidden = !words;
}

document.querySelectorAll("form[data-sign-with-passkey]").forEach((form) => {
  if (!window.isSecureContext || !window.PublicKeyCredential || !window.crypto?.subtle) {
    tell(form, form.dataset.insecure);
    return;
  }
  form.querySelector("[data-needs-script]").disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(form, "");
    try {
      for (const field of form.querySelectorAll("[data-payload]")) {
        field.value = field.value || await signedEnvelope(form, field.dataset.payload);
      }
    } catch {
      tell(form, form.dataset.refused);
      return;
    }
    form.submit();
  });
});

// A passkey is made for this site; it signs its own enrolment on the page that follows.
async function madePasskey(form) {
  const asked = await fetch("/me/keys/challenge", {
    method: "POST", body: new URLSearchParams({ csrf: form.elements.csrf.value }),
  });
  if (!asked.ok) throw new Error("no challenge");
  const told = await asked.json();
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: bytesOf(told.challenge),
      rp: { id: told.relyingParty, name: document.querySelector(".brand").textContent },
      user: { id: bytesOf(told.user), name: told.name, displayName: told.name },
      pubKeyCredParams: told.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: told.known.map((each) => ({ type: "public-key", id: bytesOfAddress(each) })),
      authenticatorSelection: { residentKey: "preferred", userVerification: "required" },
      attestation: "none",
      timeout: 120000,
    },
  });
  form.elements.challenge.value = told.id;
  form.elements.credential.value = base64Of(made.rawId);
  form.elements.client_data.value = base64Of(made.response.clientDataJSON);
  form.elements.attestation_object.value = base64Of(made.response.attestationObject);
}

document.querySelectorAll("form[data-make-passkey]").forEach((form) => {
  if (!window.isSecureContext || !window.PublicKeyCredential) {
    tell(form, form.dataset.insecure);
    return;
  }
  form.querySelector("[data-needs-script]").disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(form, "");
    try {
      await madePasskey(form);
    } catch {
      tell(form, form.dataset.refused);
      return;
    }
    form.submit();
  });
});
