// Public keys and what they signed. Ed25519 and ES256 are computed by the browser (Web Cryptography); that a key is a
// full one is looked at here: under a key of low order one signature fits almost any text.

const ED25519_HEAD = "302a300506032b6570032100", P256_HEAD = "3059301306072a8648ce3d020106082a8648ce3d030107034200";
const PRIME = 2n ** 255n - 19n, ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

// The browser has not built in what is needed: then nothing is said to be verified.
class Unable extends Error {}

const modulo = (number) => ((number % PRIME) + PRIME) % PRIME;

function power(base, exponent) {
  let result = 1n;
  for (let square = modulo(base); exponent; exponent >>= 1n, square = square * square % PRIME) {
    if (exponent & 1n) result = result * square % PRIME;
  }
  return result;
}

const inverse = (number) => power(number, PRIME - 2n);
const CURVE_D = modulo(-121665n * inverse(121666n));
const known = new Map();

// Whether 32 bytes are a point of Ed25519 that is written canonically, on the curve and of prime order.
function isFullPoint(point) {
  const name = hexOf(point);
  if (!known.has(name)) known.set(name, point.length === 32 && isOfPrimeOrder(point));
  return known.get(name);
}

function isOfPrimeOrder(point) {
  let y = BigInt(`0x${hexOf(point.slice().reverse())}`) & (1n << 255n) - 1n;
  const square = modulo((y * y - 1n) * inverse(CURVE_D * y * y + 1n));
  if (y >= PRIME || !(square === 0n || power(square, (PRIME - 1n) / 2n) === 1n)) return false;
  const u = modulo((1n + y) * inverse(1n - y));
  for (let doubling = 0; doubling < 3; doubling++) {
    const squared = y * y % PRIME, other = modulo((squared - 1n) * inverse(CURVE_D * squared + 1n));
    y = modulo((squared + other) * inverse(1n - CURVE_D * squared * other));
  }
  return y !== 1n && isOrderTimesNothing(u);
}

// Whether the group's order times the point is the neutral one (ladder of RFC 7748, 5).
function isOrderTimesNothing(u) {
  let [x2, z2, x3, z3] = [1n, 0n, u, 1n];
  for (let bit = 252n; bit >= 0n; bit--) {
    const isSet = ORDER >> bit & 1n;
    [x2, z2, x3, z3] = isSet ? turned(ladderStep(u, x3, z3, x2, z2)) : ladderStep(u, x2, z2, x3, z3);
  }
  return z2 === 0n;
}

const turned = ([x2, z2, x3, z3]) => [x3, z3, x2, z2];

function ladderStep(u, x2, z2, x3, z3) {
  const total = x2 + z2, difference = x2 - z2, aa = total * total % PRIME, bb = difference * difference % PRIME;
  const da = (x3 - z3) * total % PRIME, cb = (x3 + z3) * difference % PRIME;
  return [aa * bb, (aa - bb) * (aa + 121665n * (aa - bb)), (da + cb) ** 2n, u * (da - cb) ** 2n].map(modulo);
}

async function imported(kind, bytes, algorithm) {
  try {
    return await crypto.subtle.importKey(kind, bytes, algorithm, false, ["verify"]);
  } catch (error) {
    if (error.name === "NotSupportedError") throw new Unable(algorithm.name);
    return null;
  }
}

async function fitsEd25519(point, signature, over) {
  const key = await imported("raw", point, { name: "Ed25519" });
  return key !== null && signature.length === 64 && crypto.subtle.verify({ name: "Ed25519" }, key, signature, over);
}

async function fitsP256(point, der, over) {
  const key = await imported("raw", point, { name: "ECDSA", namedCurve: "P-256" }), raw = rawOf(der);
  return key !== null && raw !== null && crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, over);
}

// r and s of an ECDSA signature, from strict DER to the 64 bytes that browsers take; null where it is not strict.
function rawOf(der) {
  if (der.length < 8 || der[0] !== 0x30 || der[1] !== der.length - 2) return null;
  const numbers = [];
  for (let at = 2; at < der.length; at += 2 + der[at + 1]) {
    const size = der[at + 1], number = der.subarray(at + 2, at + 2 + size);
    const bare = number[0] === 0 ? number.subarray(1) : number;
    const isStrict = der[at] === 0x02 && size > 0 && number.length === size && number[0] < 0x80 &&
      bare.length > 0 && bare.length <= 32 && (bare.length === size || bare[0] >= 0x80);
    if (!isStrict) return null;
    numbers.push(joined(new Uint8Array(32 - bare.length), bare));
  }
  return numbers.length === 2 ? joined(...numbers) : null;
}

// The point of an enrolled key (SubjectPublicKeyInfo in base64, RFC 8410 and RFC 5480); null where it is not usable.
function enrolledPoint(algorithm, publicKey) {
  const der = bytesOf(publicKey), hex = der ? hexOf(der) : "";
  if (algorithm === "Ed25519" && hex.startsWith(ED25519_HEAD)) {
    const point = der.subarray(ED25519_HEAD.length / 2);
    return isFullPoint(point) ? point : null;
  }
  const isP256 = algorithm === "ES256" && hex.startsWith(`${P256_HEAD}04`) && der.length === 91;
  return isP256 ? der.subarray(P256_HEAD.length / 2) : null;
}
