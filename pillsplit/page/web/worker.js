// The worker: Python, and nothing of the page. It answers every request of Pyodide from the parts that it is handed;
// it asks for nothing.
//
// In: {part, data} for each part, then {id, call, given}. Out: {ready}, {broken}, {id, answer} or {id, failed}.
import { bytesOf, inflated } from './parts.js';

// Pyodide refuses a classic worker, which it knows by `importScripts`; a module worker made of a blob does not start
// from a file in Chromium. Nothing here imports scripts.
self.importScripts = () => {
  throw new Error('this worker loads no scripts');
};

// LOCK_INFO is what the lock file of Pyodide says of its version; the build puts it in.
const parts = {};
let bridge = null;

self.onmessage = async ({ data }) => {
  if (data.part) {
    parts[data.part] = data.data;
    if (Object.keys(parts).length < 3) return;
    try {
      bridge = await started(parts);
      self.postMessage({ ready: true });
    } catch (error) {
      self.postMessage({ broken: String(error?.stack ?? error) });
    }
    return;
  }
  try {
    self.postMessage({ id: data.id, answer: bridge.answered(data.call, data.given) });
  } catch (error) {
    self.postMessage({ id: data.id, failed: String(error?.message ?? error) });
  }
};

async function started(parts) {
  const base = 'https://page.invalid/';
  const inlined = {
    'pyodide.asm.wasm': () => new Response(inflated(bytesOf(parts.wasm)), { headers: { 'content-type': 'application/wasm' } }),
    'stdlib.zip': () => new Response(inflated(bytesOf(parts.stdlib))),
  };
  self.fetch = async (address) => {
    const name = String(address?.url ?? address).replace(base, '');
    if (!Object.hasOwn(inlined, name)) throw new Error(`${name} is not part of this page`);
    return inlined[name]();
  };
  const site = new Response(inflated(bytesOf(parts.site))).arrayBuffer();
  const [{ loadPyodide }, module] = await Promise.all([import('pyodide/pyodide.mjs'), import('pyodide/pyodide.asm.mjs')]);
  const pyodide = await loadPyodide({
    indexURL: base,
    stdLibURL: `${base}stdlib.zip`,
    createPyodideModule: module.default,
    lockFileContents: { info: LOCK_INFO, packages: {} },
    packageBaseUrl: base,
    stdout: () => {},
    stderr: (line) => console.warn(line),
  });
  unpack(new Uint8Array(await site), pyodide.FS);
  pyodide.runPython('import sys; sys.path.insert(0, "/site")');
  return pyodide.pyimport('pillsplit.page.bridge');
}

// Writes the members of an uncompressed zip file below /site.
function unpack(bytes, fs) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = new TextDecoder();
  const end = bytes.length - 22; // no comment follows
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  const folders = new Set();
  for (let number = 0; number < count; number += 1) {
    const size = view.getUint32(at + 24, true);
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const header = view.getUint32(at + 42, true);
    const path = `/site/${text.decode(bytes.subarray(at + 46, at + 46 + name))}`;
    const from = header + 30 + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
    const folder = path.slice(0, path.lastIndexOf('/'));
    if (!folders.has(folder)) {
      fs.mkdirTree(folder);
      folders.add(folder);
    }
    fs.writeFile(path, bytes.subarray(from, from + size));
    at += 46 + name + extra + comment;
  }
}
