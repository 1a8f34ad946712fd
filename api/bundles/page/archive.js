// The container: a ZIP in which nothing is free. It is written again from what was read, and every byte has to agree.

const LOCAL = 0x04034b50, CENTRAL = 0x02014b50, END = 0x06054b50, VERSION = 20, DAY = 0x21, LOCAL_SIZE = 30, MOST_FILES = 2 ** 16 - 1, MOST_BYTES = 2 ** 32 - 1;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/;

const CRC = Uint32Array.from({ length: 256 }, (_, number) => {
  for (let bit = 0; bit < 8; bit++) number = number & 1 ? 0xedb88320 ^ number >>> 1 : number >>> 1;
  return number;
});

function crcOf(bytes) {
  let crc = ~0;
  for (let at = 0; at < bytes.length; at++) crc = CRC[(crc ^ bytes[at]) & 0xff] ^ crc >>> 8;
  return ~crc >>> 0;
}

// Numbers as the format writes them: pairs of size in bytes and value, the lowest byte first.
function packed(...pairs) {
  return Uint8Array.from(pairs.flatMap(([size, value]) => Array.from({ length: size }, (_, place) => value >>> 8 * place & 0xff)));
}

// The files of an archive by name, in its order.
function filesIn(content) {
  const files = new Map(), view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let at = 0;
  need(content.length <= MOST_BYTES, CODES.container);
  while (at + LOCAL_SIZE <= content.length && view.getUint32(at, true) === LOCAL) {
    const size = view.getUint32(at + 18, true), begin = at + LOCAL_SIZE + view.getUint16(at + 26, true);
    const name = String.fromCharCode(...content.subarray(at + LOCAL_SIZE, begin));
    need(begin + size <= content.length && FILE_NAME.test(name) && !files.has(name) && files.size < MOST_FILES, CODES.container);
    files.set(name, content.subarray(begin, begin + size));
    at = begin + size;
  }
  need(isWrittenAs(content, files), CODES.container);
  return files;
}

function isWrittenAs(content, files) {
  let at = 0;
  const agrees = (piece) => {
    const begin = at;
    at += piece.length;
    return isSame(content.subarray(begin, at), piece);
  };
  const directory = [];
  for (const [name, file] of files) {
    const told = packed([2, VERSION], [2, 0], [2, 0], [2, 0], [2, DAY], [4, crcOf(file)], [4, file.length], [4, file.length], [2, name.length], [2, 0]);
    directory.push(packed([4, CENTRAL], [2, VERSION]), told, packed([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), utf8(name));
    if (!agrees(packed([4, LOCAL])) || !agrees(told) || !agrees(utf8(name))) return false;
    at += file.length;
  }
  const begin = at, whole = joined(...directory, new Uint8Array(0)), count = files.size;
  const end = packed([4, END], [2, 0], [2, 0], [2, count], [2, count], [4, whole.length], [4, begin], [2, 0]);
  return agrees(whole) && agrees(end) && at === content.length;
}
