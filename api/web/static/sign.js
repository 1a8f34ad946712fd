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
