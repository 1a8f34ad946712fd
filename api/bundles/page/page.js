// What the reader sees: files in, a verdict and the story out. Nothing leaves this page, and nothing is fetched.

const place = (id) => document.getElementById(id);
let shown = null, dropped = null;

// An element with its attributes and children; texts are set as text, never as markup.
function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((each) => each !== null && each !== undefined && each !== ""));
  return element;
}

function sayAll() {
  document.documentElement.lang = language;
  document.title = said("title");
  place("language").textContent = language === "en" ? "中文" : "English";
  place("language").lang = language === "en" ? "zh-CN" : "en";
  for (const each of document.querySelectorAll("[data-say]")) each.textContent = said(each.dataset.say);
  if (shown) show(shown);
}

const bytesIn = async (file) => new Uint8Array(await file.arrayBuffer());

async function checkChosen() {
  const file = dropped ?? place("bundle").files[0], [policy] = place("policy").files;
  if (!file) {
    show({ kind: "asked" });
    return;
  }
  show({ kind: "checking" });
  const earlier = await Promise.all([...place("earlier").files].map(async (each) => (await each.text())));
  show(await verdictOn(await bytesIn(file), { policy: policy ? await policy.text() : null, earlier }));
}

function show(verdict) {
  shown = verdict;
  place("verdict").replaceChildren(verdictShown(verdict));
  place("story").replaceChildren(...(verdict.bundle ? storyShown(verdict) : []));
  if (verdict.kind !== "checking") place("verdict").focus();
}

function verdictShown({ kind, fault, bundle }) {
  const box = made("div", { class: `verdict ${kind}`, "data-verdict": kind, "data-code": fault?.code ?? "" });
  const sign = { good: "✓ ", unpinned: "⚠ ", bad: "✗ ", unable: "○ ", insecure: "○ " }[kind] ?? "";
  box.append(made("p", {}, sign + said(`verdict_${kind}`)));
  if (fault) {
    box.append(made("p", {}, faultWords(fault)));
    box.append(made("p", { class: "quiet" }, made("span", { class: "code" }, fault.code), fault.told ? ` · ${fault.told}` : ""));
  }
  if (kind === "unpinned" && bundle) box.append(made("p", { class: "quiet" }, said("unpinned_told"), " ", made("span", { class: "code" }, bundle.logKey)));
  if (bundle?.manifest.log.startsWith("trial/")) box.append(made("p", { class: "trial" }, said("trial")));
  if (bundle) box.append(foundShown(bundle));
  return box;
}

function faultWords({ code, position }) {
  const reason = word("page_fault", code);
  return position ? said("fault_at", { fault: reason, position }) : reason;
}

// How much was checked, in numbers: what a verdict stands on.
function foundShown(bundle) {
  const { checkpoint, cosigners, earlier, events, streams, signatures, atConsole, erased } = bundle;
  const lines = [
    said("found_checkpoint", { size: checkpoint.size, log: checkpoint.origin }),
    cosigners.length ? said("found_cosigned", { names: cosigners.map(({ name, at }) => `${name} (${clockTime(at * 1000)})`).join("、") }) : said("found_not_cosigned"),
    earlier ? said("found_earlier", { count: earlier }) : said("found_no_earlier"),
    said("found_events", { count: events.length, streams }),
    said("found_signatures", { count: signatures }),
    said("found_files", { count: bundle.attachments.length }),
  ];
  if (atConsole.length) lines.push(said("found_at_console", { keys: atConsole.join("、") }));
  if (erased) lines.push(said("found_erased", { count: erased }));
  return made("ul", { class: "found" }, ...lines.map((each) => made("li", {}, `• ${each}`)));
}

function* storyShown({ bundle }) {
  const names = new Names(bundle.events, bundle.disclosures), { about } = bundle.manifest;
  yield aboutShown(bundle, about, names);
  for (const stream of bundle.subjects) {
    const events = bundle.events.filter(({ body }) => body.stream === stream);
    yield made("h2", {}, streamTitle(stream, events, names));
    yield made("ol", { class: "life" }, ...events.map((each) => eventShown(each, toldOf(each, names), bundle)));
  }
}

function aboutShown(bundle, about, names) {
  const rows = [
    [said("about"), `${said(`about_${about.kind}`)} ${about.number ?? about.code ?? names.of(about.id)}`],
    [said("period"), about.from || about.to ? `${about.from ?? "…"} – ${about.to ?? "…"}` : ""],
    [said("made_at"), clockTime(bundle.manifest.made_at)],
    [said("made_by"), bundle.manifest.made_by ? names.of(bundle.manifest.made_by.appointment) : said("made_at_console")],
    [said("log"), bundle.manifest.log],
  ].filter(([, text]) => text);
  return made("section", { class: "card" }, factsShown(rows));
}

const factsShown = (rows) => made("dl", { class: "facts" }, ...rows.flatMap(([label, text]) => [made("dt", {}, label), made("dd", {}, text)]));

function streamTitle(stream, events, names) {
  const found = events.find(({ body }) => body.name === "hazard.found.v1")?.body.data;
  return found ? `${names.of(stream)} · ${names.of(found.unit)} · ${found.place?.text ?? ""}` : names.of(stream);
}

function eventShown(event, told, bundle) {
  const { who, signature } = told, files = bundle.attachments.filter(({ positions }) => positions.includes(told.position));
  return made("li", { class: signature ? "" : "unsigned", "data-position": told.position },
    made("h3", {}, told.what),
    made("p", {}, made("strong", {}, who.name), who.standing ? ` · ${who.standing}` : ""),
    factsShown(told.fields),
    made("p", { class: "quiet" }, [`${said("happened")} ${told.happened}`, `${said("recorded")} ${told.recorded}`, told.basis, said("position", { position: told.position })].filter(Boolean).join(" · ")),
    signatureShown(signature),
    ...files.map(fileShown));
}

function signatureShown(signature) {
  if (!signature) return made("p", { class: "mark none" }, said("not_signed"));
  const { said: statement, level, text, key, fingerprint, lostOn } = signature;
  const head = `✓ ${said("signature_holds")} · ${said("meaning")}: ${word("signature", statement.meaning)} · ${word("level", level)}`;
  const whole = level === "server_attested" ? `${head} (${said("not_personal")})` : head;
  return made("div", {},
    made("p", { class: "mark", "data-signature": key }, whole),
    lostOn ? made("p", { class: "trial" }, said("key_lost", { day: lostOn })) : "",
    made("details", {},
      made("summary", {}, said("signed_text")),
      text === null ? made("p", { class: "quiet" }, said("text_not_told")) : made("pre", { tabindex: "0" }, text),
      made("p", { class: "quiet" }, `${said("key")} `, made("span", { class: "code" }, fingerprint))));
}

// A photo is shown, another paper is named; one whose bytes are not in the bundle by its digest.
function fileShown({ said: line, content }) {
  const label = made("p", { class: "quiet" }, `▣ ${line.kind} · ${line.size} B · SHA-256 `, made("span", { class: "code" }, line.sha256));
  if (!content || !/^image\/(jpeg|png|webp)$/.test(line.kind)) return label;
  const address = URL.createObjectURL(new Blob([content], { type: line.kind }));
  return made("div", {}, made("img", { src: address, alt: said("photo") }), label);
}

function dropping(event) {
  event.preventDefault();
  place("chosen").classList.toggle("dropping", event.type === "dragover");
  if (event.type === "drop" && event.dataTransfer.files.length) {
    [dropped] = event.dataTransfer.files;
    checkChosen();
  }
}

function begin() {
  for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, dropping);
  place("chosen").addEventListener("submit", (event) => { event.preventDefault(); checkChosen(); });
  place("bundle").addEventListener("change", () => { dropped = null; });
  place("language").addEventListener("click", () => { language = language === "en" ? "zh-CN" : "en"; sayAll(); });
  sayAll();
}

// For whoever wants to check many bundles from the console of the browser.
globalThis.checkBundle = async (bytes, brought) => {
  const { kind, fault } = await verdictOn(bytes, brought);
  return { kind, code: fault?.code ?? "", position: fault?.position ?? 0, told: fault?.told ?? "" };
};

begin();
