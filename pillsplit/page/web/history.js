// Undo and redo over whole states, the last hundred of them.
const MOST = 100;

export class History {
  constructor() {
    this.states = [];
    this.at = -1;
  }

  push(state) {
    const text = JSON.stringify(state);
    if (text === this.states[this.at]) return;
    this.states.splice(this.at + 1, this.states.length, text);
    if (this.states.length > MOST) this.states.shift();
    this.at = this.states.length - 1;
  }

  move(by) {
    if (!this.can(by)) return null;
    this.at += by;
    return JSON.parse(this.states[this.at]);
  }

  can(by) {
    return this.at + by >= 0 && this.at + by < this.states.length;
  }
}
