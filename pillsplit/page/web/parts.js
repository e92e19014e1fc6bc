// Parts of the page as they are inlined: base64 of gzip.

export function bytesOf(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64);
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

export function inflated(bytes) {
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
}
