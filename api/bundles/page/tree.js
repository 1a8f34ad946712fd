// The tree over all events (RFC 6962, 2.1) and the tree over the heads of all streams. A hash has 32 bytes.

const HASH = 32;
const leafHash = (content) => digest(Uint8Array.of(0), content);
const nodeHash = (left, right) => digest(Uint8Array.of(1), left, right);

// A proof as it is written: a list of hashes in base64; null where it is not that.
function hashesOf(proof) {
  if (!Array.isArray(proof) || proof.length > 256) return null;
  const hashes = proof.map(bytesOf);
  return hashes.every((each) => each?.length === HASH) ? hashes : null;
}

// Halving without 32-bit arithmetic: positions may be larger.
const half = (number) => Math.floor(number / 2);
const isOdd = (number) => number % 2 === 1;

// Whether a leaf's hash is at its place in the tree of this size with this root (RFC 9162, 2.1.3.2).
async function isIncluded(leaf, index, size, proof, root) {
  if (!(index >= 0 && index < size)) return false;
  let whole = leaf, place = index, last = size - 1;
  for (const sibling of proof) {
    if (!last) return false;
    if (isOdd(place) || place === last) {
      whole = await nodeHash(sibling, whole);
      while (place && !isOdd(place)) [place, last] = [half(place), half(last)];
    } else {
      whole = await nodeHash(whole, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return !last && isSame(whole, root);
}

// Whether the tree with the old root is a beginning of the one with the new root (RFC 9162, 2.1.4.2).
async function isBeginning(old, size, proof, oldRoot, root) {
  if (!(old > 0 && old <= size)) return false;
  if (old === size) return proof.length === 0 && isSame(oldRoot, root);
  const hashes = Number.isInteger(Math.log2(old)) ? [oldRoot, ...proof] : [...proof];
  if (!hashes.length) return false;
  let place = old - 1, last = size - 1;
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let earlier = hashes[0], later = hashes[0];
  for (const sibling of hashes.slice(1)) {
    if (!last) return false;
    if (isOdd(place) || place === last) {
      earlier = await nodeHash(sibling, earlier);
      later = await nodeHash(sibling, later);
      while (place && !isOdd(place)) [place, last] = [half(place), half(last)];
    } else {
      later = await nodeHash(later, sibling);
    }
    [place, last] = [half(place), half(last)];
  }
  return !last && isSame(earlier, oldRoot) && isSame(later, root);
}

const placeOf = (stream) => digest(utf8(stream));
const bitOf = (place, depth) => place[depth >> 3] >> (7 - (depth & 7)) & 1;

// The root to which hashes beside the way lead from a corner of the tree.
async function led(place, corner, proof) {
  let whole = corner;
  for (let depth = proof.length - 1; depth >= 0; depth--) {
    whole = await digest(Uint8Array.of(3), ...(bitOf(place, depth) ? [proof[depth], whole] : [whole, proof[depth]]));
  }
  return whole;
}

// Whether this is the newest event of its stream under the root over all heads.
async function isHead({ stream, ver, digest: sum }, proof, root) {
  const place = await placeOf(stream), said = utf8(canonical({ digest: sum, stream, ver }));
  return isSame(await led(place, await digest(Uint8Array.of(2), place, said), proof), root);
}

// Whether there is no such stream under the root: another one stands alone in its corner, or the corner is empty.
async function isAbsent(stream, line, root) {
  const proof = line && hashesOf(line.proof), place = await placeOf(stream);
  if (!proof) return false;
  if (line.met === null) return isSame(await led(place, new Uint8Array(HASH), proof), root);
  const met = await placeOf(line.met.stream);
  const isSameCorner = proof.every((_, depth) => bitOf(met, depth) === bitOf(place, depth));
  return line.met.stream !== stream && isSameCorner && isHead(line.met, proof, root);
}
