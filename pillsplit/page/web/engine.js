// Python in a worker: started from the parts of this page, asked by calls, started again when it breaks or is stopped.

import { nextFrame } from './dom.js';

export class Engine {
  // `script` gives the worker's text, `part` that of an inlined part; `tell` hears 'starting', 'ready', 'broken' with what was said.
  constructor(script, part, tell = () => {}) {
    this.script = script;
    this.part = part;
    this.tell = tell;
    this.asked = new Map();
    this.waiting = [];
    this.count = 0;
    this.worker = null;
    this.isReady = false;
  }

  async start() {
    if (this.worker) return;
    this.worker = {}; // so that a second call in the meantime starts no second one
    this.isReady = false;
    this.tell('starting');
    const own = this.worker;
    const script = await this.script();
    if (this.worker !== own) return;
    const address = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const worker = new Worker(address);
    this.worker = worker;
    worker.onmessage = ({ data }) => this.hear(worker, data);
    worker.onerror = (event) => this.broke(worker, event.message || 'the worker could not be started');
    URL.revokeObjectURL(address);
    for (const name of ['wasm', 'stdlib', 'site']) {
      await nextFrame();
      if (this.worker !== worker) return;
      worker.postMessage({ part: name, data: this.part(name) });
    }
  }

  hear(worker, data) {
    if (worker !== this.worker) return;
    if (data.ready) {
      this.isReady = true;
      this.tell('ready');
      for (const message of this.waiting.splice(0)) worker.postMessage(message);
    } else if (data.broken) {
      this.broke(worker, data.broken);
    } else {
      const asked = this.asked.get(data.id);
      this.asked.delete(data.id);
      if (data.failed !== undefined) asked?.reject(new Error(data.failed));
      else asked?.resolve(JSON.parse(data.answer));
    }
  }

  broke(worker, why) {
    if (worker !== this.worker) return;
    this.stop(why);
    this.tell('broken', why);
  }

  // What is being worked on is given up; the next call starts anew.
  stop(why = 'stopped') {
    this.worker?.terminate?.();
    this.worker = null;
    this.isReady = false;
    this.waiting = [];
    const asked = [...this.asked.values()];
    this.asked.clear();
    for (const each of asked) each.reject(Object.assign(new Error(why), { stopped: true }));
  }

  ask(call, given = {}) {
    const id = (this.count += 1);
    const message = { id, call, given: JSON.stringify(given) };
    return new Promise((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      if (this.isReady) {
        this.worker.postMessage(message);
      } else {
        this.waiting.push(message);
        this.start();
      }
    });
  }
}
