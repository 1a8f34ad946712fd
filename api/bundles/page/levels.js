// How much a signature had to say under each act of a person, by the policy that was on the record then.

const RANKS = ["none", "server_attested", "software_key", "passkey"];

class Levels {
  constructor(events, stream) {
    Object.assign(this, { stream, versions: new Map(), areMajor: new Map(), signed: new Map() });
    for (const { body } of events) {
      const [written] = Array.isArray(body.signatures) ? body.signatures : [];
      const action = typeof written === "string" ? envelopeIn(written)?.said?.action : undefined;
      if (written) this.signed.set(canonical([body.command ?? null, body.stream]), { action, name: body.name });
    }
  }

  // Remember a level that was set, and how a hazard is graded.
  take({ stream, name, data }) {
    if (name === "policy.signing_level_set.v1" && stream === this.stream) {
      this.versions.set(data.act, [...this.versions.get(data.act) ?? [], data]);
    }
    if (name === "hazard.found.v1") this.areMajor.set(stream, data.grade_proposed === "major");
    if (name === "hazard.graded.v1" || name === "hazard.taken_over.v1") this.areMajor.set(stream, data.grade === "major");
  }

  // A fault where a person's act needed more than the signature it has.
  check({ leaf, body, signature }) {
    const action = signature?.said.action;
    if (body.actor.kind !== "person" || this.isAlong(body, action)) return;
    const isMajor = this.areMajor.get(body.stream) ?? false, at = Date.parse(leaf.rec);
    const needed = Math.min(...this.acts(body, action).map((act) => this.needed(act, isMajor, at)), RANKS.length);
    const isMet = needed === RANKS.length || RANKS.indexOf(leaf.level ?? "none") >= needed;
    need(isMet, action ? CODES.weak : CODES.missing, leaf.pos, RANKS[needed]);
  }

  // The act that was signed; of an unsigned event those that come to it, those with a level before others.
  acts(body, action) {
    const found = action ? [action] : Object.keys(TABLES.actions).filter((act) => Object.hasOwn(TABLES.actions[act], body.name));
    const levelled = found.filter((act) => this.versions.has(act) || Object.hasOwn(TABLES.floors, act));
    return levelled.length ? levelled : found;
  }

  // Whether an unsigned event was recorded along with a signed one, as a further outcome of the same step.
  isAlong(body, action) {
    const step = this.signed.get(canonical([body.command ?? null, body.stream]));
    const decided = step && Object.hasOwn(TABLES.actions, step.action) ? TABLES.actions[step.action] : {};
    return action === undefined && step !== undefined && step.name !== body.name && Object.hasOwn(decided, body.name);
  }

  // The least that can have been in force, whatever zone the log keeps its days in.
  needed(act, isMajor, at) {
    const days = [-BEHIND, 0, AHEAD].map((shift) => new Date(at + shift).toISOString().slice(0, 10));
    return Math.min(...days.map((day) => this.on(act, isMajor, day)));
  }

  // The place of the newest level whose day has come, never below what no policy goes below.
  on(act, isMajor, day) {
    const version = (this.versions.get(act) ?? []).findLast(({ effective_on: from }) => from <= day);
    const floor = Object.hasOwn(TABLES.floors, act) ? TABLES.floors[act] : "none";
    return Math.max(RANKS.indexOf(version?.[isMajor ? "major" : "general"] ?? "none"), RANKS.indexOf(floor));
  }
}

// The policy on signatures is here whole, or there is none in the log.
async function checkLevelsTold(files, streams, checkpoint) {
  const stream = await naturalId("signing levels");
  need(streams.has(stream) || await isAbsent(stream, absentIn(files).get(stream), checkpoint.heads), CODES.levels);
}
