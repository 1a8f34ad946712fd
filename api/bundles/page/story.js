// The story that a bundle tells, in words that come with this page and not with the bundle.

let language = "zh-CN";
const words = () => TABLES.words[language] ?? TABLES.words["zh-CN"];
const hasWord = (kind, code) => Object.hasOwn(words(), `${kind}.${code}`);
const word = (kind, code) => hasWord(kind, code) ? words()[`${kind}.${code}`] : String(code);
const said = (name, places = {}) => word("bundle_page", name).replace(/\{(\w+)\}/g, (whole, place) => places[place] ?? whole);
const eventWord = (name) => word("event", name.replace(/\.v\d+$/, ""));
const MOST_ITEMS = 12;

// What the events of a bundle say of people, units and hazards up to the end of it, by stream.
class Names {
  constructor(events, disclosures) {
    this.disclosures = disclosures;
    this.told = new Map();
    for (const { body } of events) this.take(body);
  }

  take({ stream, name, data }) {
    const [kind] = name.split("."), before = this.told.get(stream) ?? { kind };
    const known = { ...before, ...(name === "appointment.made.v1" ? { person: data.person, post: data.post, unit: data.unit } : {}) };
    if (isHex(data.person_name, 32)) known.name = data.person_name;
    if (kind === "organisation" && typeof data.unit_name === "string") known.unitName = data.unit_name;
    if (kind === "hazard" && typeof data.number === "string" && data.seq) known.number = data.number;
    this.told.set(stream, known);
  }

  // A person, a unit, an appointment or a hazard in words; of what the bundle does not tell the identifier's beginning.
  of(stream) {
    if (!stream) return "";
    const known = this.told.get(stream);
    if (known?.kind === "person") return this.name(known.name);
    if (known?.kind === "organisation" && known.unitName) return known.unitName;
    if (known?.kind === "appointment" && known.person) return `${this.of(known.person)} (${this.of(known.unit)} ${word("post", known.post)})`;
    return known?.number ?? `${stream.slice(0, 8)}…`;
  }

  name(commitment) {
    const found = this.disclosures.get(commitment);
    return found === undefined ? said("name_hidden") : found.value;
  }
}

// An instant with its offset, by the clock of this device.
function clockTime(instant) {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return String(instant);
  const two = (number) => String(Math.abs(number)).padStart(2, "0"), ahead = -at.getTimezoneOffset();
  const offset = `${ahead < 0 ? "-" : "+"}${two(Math.trunc(ahead / 60))}:${two(ahead % 60)}`;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())} ${offset}`;
}

// One value in words, by the kind that the rules give it.
function valueWords(kind, value, names) {
  if (Array.isArray(value)) {
    const shown = value.slice(0, MOST_ITEMS).map((each) => valueWords(kind, each, names));
    return shown.join(language === "en" ? "; " : "；") + (value.length > MOST_ITEMS ? ` (+${value.length - MOST_ITEMS})` : "");
  }
  if (value === true || value === false) return said(value ? "yes" : "no");
  if (Array.isArray(kind)) return fieldsOf(kind, value, names).map(([label, text]) => `${label}: ${text}`).join(language === "en" ? "; " : "；");
  if (typeof kind === "string" && kind.startsWith("word:")) return codeWords(kind.slice(5), String(value));
  switch (kind) {
    case "hidden": return names.disclosures.get(value)?.value ?? said("hidden");
    case "place": return value?.text ?? "";
    case "somebody": case "hazard": return names.of(value);
    case "fen": return `¥${(value / 100).toFixed(2)}`;
    case "instant": case "due": return clockTime(value);
  }
  return typeof value === "object" ? canonical(value) : String(value);
}

const codeWords = (kind, code) => kind === "clock" && code.includes("/") ? word(kind, code.split("/")[0]) : word(kind, code);

// Label and text of what a value says, field by field in the order of the rules.
function fieldsOf(shape, data, names) {
  return shape.flatMap(([field, kind]) => {
    const value = data?.[field];
    if (value === null || value === undefined || (Array.isArray(value) && !value.length)) return [];
    if (field === "implementations" && Array.isArray(kind)) return fieldsOf(kind, value, names);
    return [[word("said", field), valueWords(kind, value, names)]];
  });
}

// Who acted: name and, beside it, unit and post as the event itself names them.
function whoActed(actor, names) {
  if (actor.kind !== "person") {
    const rule = actor.rule ? ` · ${word("rule", actor.rule.name)} v${actor.rule.version}` : "";
    return { name: word("actor_kind", actor.kind) + rule, standing: "" };
  }
  const standing = [names.of(actor.unit), actor.post ? word("post", actor.post) : ""].filter(Boolean).join(" ");
  const behalf = actor.on_behalf_of ? ` · ${said("on_behalf_of", { who: names.of(actor.on_behalf_of) })}` : "";
  return { name: names.of(actor.person), standing: standing + behalf };
}

// One event ready to be shown.
function toldOf({ leaf, body, signature }, names) {
  const shape = Object.hasOwn(TABLES.shapes, body.name) ? TABLES.shapes[body.name] : Object.keys(body.data).map((name) => [name, "plain"]);
  return {
    position: leaf.pos,
    what: eventWord(body.name),
    who: whoActed(body.actor, names),
    happened: body.happened.on ?? clockTime(body.happened.at),
    recorded: clockTime(leaf.rec),
    basis: ["person", "import"].includes(body.actor.kind) ? word("basis", body.basis) : "",
    fields: fieldsOf(shape, body.data, names),
    signature,
  };
}
