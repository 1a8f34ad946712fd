// Coming in by passkey: the browser asks the person, the device answers a fresh challenge of the server.
"use strict";

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

function written(found) {
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return JSON.stringify({
    type: found.type,
    rawId: textOf(found.rawId),
    response: {
      clientDataJSON: textOf(clientDataJSON),
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
      userHandle: userHandle && userHandle.byteLength ? textOf(userHandle) : null,
    },
  });
}

async function posted(address, value) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(value),
  });
  return answer.json();
}

async function comeIn(form) {
  const { id, options } = await posted("/sign-in/passkey/challenge", {});
  const found = await navigator.credentials.get({
    publicKey: { ...options, challenge: bytesOf(options.challenge), allowCredentials: [] },
  });
  const { next, held } = form.dataset;
  return posted("/sign-in/passkey", { challenge: id, credential: written(found), next, held });
}

document.querySelectorAll("form[data-passkey-sign-in]").forEach((form) => {
  const said = form.querySelector("[data-passkey-said]");
  if (!window.isSecureContext || !window.PublicKeyCredential) {
    said.textContent = window.isSecureContext ? form.dataset.unsupported : form.dataset.insecure;
    return;
  }
  said.textContent = "";
  form.querySelector("button").disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    said.textContent = "";
    try {
      const answer = await comeIn(form);
      if (answer.to) window.location.assign(answer.to);
      else said.textContent = answer.title || form.dataset.stopped;
    } catch {
      said.textContent = form.dataset.stopped;
    }
  });
});
