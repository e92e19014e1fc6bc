// The steps as a list of rows with their fields. It holds texts; what they mean is Python's to say.
import { element, nextFrame } from './dom.js';

const TIMES = ['morning', 'midday', 'evening', 'night'];
const TOGETHER = 25; // rows that are made before the browser may draw

export class Steps {
  // `changed(kind)` is called after a change: 'cell' while it is being written, 'row' when it is done.
  constructor(list, heads, changed) {
    this.list = list;
    this.heads = heads;
    this.changed = changed;
    this.rows = [];
    this.byTime = false;
    this.run = 0;
  }

  get columns() {
    return this.byTime ? TIMES : ['dose'];
  }

  // The rows may use both: a day's dose in one step and times of day in another.
  uses(column) {
    return this.columns.includes(column) || this.rows.some((row) => row[column]);
  }

  async show(rows, byTime = this.byTime) {
    const run = (this.run += 1);
    this.rows = rows.map((row) => ({ ...row }));
    this.byTime = byTime;
    this.layOut();
    this.list.replaceChildren();
    for (let from = 0; from < this.rows.length; from += TOGETHER) {
      if (from) await nextFrame();
      if (run !== this.run) return;
      this.list.append(...this.rows.slice(from, from + TOGETHER).map((row, at) => this.row(row, from + at)));
    }
  }

  layOut() {
    this.shown = ['dose', ...TIMES].filter((column) => this.uses(column));
    this.withDrug = this.rows.some((row) => row.drug);
    this.withStart = this.rows.some((row) => row.start);
    this.list.dataset.cells = String(this.shown.length);
    const names = [
      'Step',
      this.withDrug && 'Drug',
      ...this.shown.map((column) => (column === 'dose' ? 'Dose a day' : capital(column))),
      this.withStart && 'From',
      'How long',
    ].filter(Boolean);
    this.heads.replaceChildren(...names.map((name) => element('span', {}, name)));
  }

  number(at) {
    return this.rows.slice(0, at + 1).filter((row, place) => !row.joined || place === 0).length;
  }

  row(row, at) {
    const number = this.number(at);
    const item = element('li', { class: row.joined ? 'step joined' : 'step' });
    item.append(element('span', { class: 'number' }, row.joined ? '+' : String(number)));
    if (this.withDrug) item.append(this.input(row, 'drug', 'Drug'));
    for (const column of this.shown) {
      item.append(this.input(row, column, column === 'dose' ? 'Dose' : capital(column), { inputmode: 'decimal' }));
    }
    if (this.withStart) item.append(this.input(row, 'start', 'From'));
    if (row.joined) {
      item.append(element('span', { class: 'long' }, 'with the row above'));
    } else {
      const unit = element(
        'select',
        { 'data-column': 'unit', 'aria-label': `Days or weeks, step ${number}`, onchange: () => this.written(item, 'unit', unit.value, 'row') },
        element('option', { value: 'days' }, 'days'),
        element('option', { value: 'weeks' }, 'weeks'),
      );
      unit.value = row.unit ?? 'weeks';
      item.append(element('span', { class: 'long' }, this.input(row, 'length', 'How long', { inputmode: 'numeric' }), unit));
    }
    item.append(this.menu(item, number));
    if (row.note) item.append(element('p', { class: 'note' }, row.note));
    this.name(item, number);
    return item;
  }

  input(row, column, label, more = {}) {
    const input = element('input', { 'data-column': column, 'data-label': label, value: row[column] ?? '', spellcheck: 'false', autocomplete: 'off', ...more });
    input.addEventListener('input', () => this.written(input.closest('li'), column, input.value, 'cell'));
    input.addEventListener('change', () => this.changed('row'));
    return input;
  }

  menu(item, number) {
    const act = (label, name, does) =>
      element('button', { type: 'button', 'data-act': name, onclick: () => does(this.at(item)) }, label);
    return element(
      'details',
      { class: 'menu', ontoggle: (event) => item.classList.toggle('unfolded', event.target.open) },
      element('summary', { 'data-label': 'More' }, element('span', { 'aria-hidden': 'true' }, '⋯')),
      element(
        'div',
        { class: 'acts' },
        act('Add a step below', 'add', (at) => this.insert(at + 1, { dose: '', length: this.rows[at].length ?? '', unit: this.rows[at].unit ?? 'weeks' })),
        act('Duplicate', 'duplicate', (at) => this.insert(at + 1, { ...this.rows[at], note: '' })),
        act('Hold for 2 more weeks', 'hold', (at) => this.insert(at + 1, { ...this.rows[at], length: '2', unit: 'weeks', start: '', note: 'hold' }, 'length')),
        act('Remove', 'remove', (at) => this.remove(at)),
      ),
    );
  }

  at(item) {
    return [...this.list.children].indexOf(item);
  }

  written(item, column, value, kind) {
    this.rows[this.at(item)][column] = value;
    this.changed(kind);
  }

  insert(at, row, focus) {
    const wide = this.shape();
    this.rows.splice(at, 0, { ...row });
    if (wide !== this.shape()) this.show(this.rows);
    else this.list.insertBefore(this.row(this.rows[at], at), this.list.children[at] ?? null);
    this.rename(at);
    this.close();
    this.focus(at, focus);
    this.changed('row');
  }

  add() {
    const last = this.rows.at(-1);
    this.insert(this.rows.length, { dose: '', length: last?.length ?? '2', unit: last?.unit ?? 'weeks' });
  }

  remove(at) {
    // What joins a step that goes becomes a step of its own, with the length that it shared.
    const next = this.rows[at + 1];
    if (next?.joined && !this.rows[at].joined) {
      Object.assign(next, { joined: false, length: this.rows[at].length, unit: this.rows[at].unit });
    }
    this.rows.splice(at, 1);
    this.list.children[at].remove();
    if (next && this.list.children[at]) this.list.children[at].replaceWith(this.row(this.rows[at], at));
    this.rename(at);
    if (this.rows.length) this.focus(Math.min(at, this.rows.length - 1));
    else document.getElementById('add').focus();
    this.changed('row');
  }

  shape() {
    return [['dose', ...TIMES].filter((column) => this.uses(column)), this.rows.some((row) => row.drug), this.rows.some((row) => row.start)].join();
  }

  rename(from) {
    let number = from ? this.number(from - 1) : 0;
    for (let at = from; at < this.rows.length; at += 1) {
      const item = this.list.children[at];
      if (!item) return;
      if (!this.rows[at].joined || at === 0) number += 1;
      const shown = this.rows[at].joined ? '+' : String(number);
      if (item.firstChild.textContent !== shown) item.firstChild.textContent = shown;
      this.name(item, number);
    }
  }

  name(item, number) {
    for (const part of item.querySelectorAll('[data-label]')) part.setAttribute('aria-label', `${part.dataset.label}, step ${number}`);
    item.querySelector('select')?.setAttribute('aria-label', `Days or weeks, step ${number}`);
  }

  focus(at, column = this.shown[0]) {
    this.list.children[at]?.querySelector(`[data-column="${column}"]`)?.focus();
  }

  close(except) {
    for (const open of this.list.querySelectorAll('.menu[open]')) if (open !== except) open.open = false;
  }

  // Ties what is wrong to its cell; gives back the id of the cell.
  mark(wrong) {
    for (const error of this.list.querySelectorAll('.error')) error.remove();
    for (const cell of this.list.querySelectorAll('[aria-invalid]')) {
      cell.removeAttribute('aria-invalid');
      cell.removeAttribute('aria-describedby');
    }
    return wrong.map(({ row, column, text }, index) => {
      const item = row === null || row === undefined ? null : this.list.children[row];
      if (!item) return null;
      const cell = item.querySelector(`[data-column="${column}"]`) ?? item.querySelector('input');
      const id = `wrong-${index}`;
      cell.id ||= `cell-${index}-${Date.now()}`;
      cell.setAttribute('aria-invalid', 'true');
      cell.setAttribute('aria-describedby', id);
      item.append(element('p', { class: 'error', id }, text));
      return cell.id;
    });
  }
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);
