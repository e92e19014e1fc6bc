// The page: it hands texts to Python and shows what comes back. No dose is computed here.
import { byId, element, keep, nextFrame, options } from './dom.js';
import { Engine } from './engine.js';
import { History } from './history.js';
import { inflated, bytesOf } from './parts.js';
import { Steps } from './steps.js';

const baked = JSON.parse(byId('given').textContent);
const TEXTS = ['region', 'drug', 'start', 'dose_unit', 'split', 'prefer', 'max_pieces', 'max_volume', 'max_fills', 'liquid_step', 'tolerance', 'device_tolerance', 'tablets_within', 'switch', 'release', 'interval', 'in_use_days', 'on', 'hold'];
const LINES = ['tablet', 'liquid', 'device', 'have'];
const RULE = ['from_', 'pace', 'cut', 'of', 'half_point', 'every', 'stop_below', 'round_to', 'rule'];
const LIMITS = ['split', 'prefer', 'switch', 'max_pieces', 'max_fills', 'max_volume', 'tolerance', 'device_tolerance', 'tablets_within', 'interval'];
const SOON = 60; // milliseconds after the last key until the answer is asked for
const narrow = matchMedia('(max-width: 40rem)');

const shown = { title: '', source: '', example: '', without: [] };
const history = new History();
let products = [];
let productsOf = '';
let before = [];
let wanted = 0; // grows with every change; an answer to an older one is not the last
let timer = 0;

// --- Python ---------------------------------------------------------------------------------------------------------

const partOf = (name) => [...document.querySelectorAll(`[data-part="${name}"]`)].map((piece) => piece.textContent).join('');
const scriptOf = () => new Response(inflated(bytesOf(partOf('worker')))).text();

let restarts = 0;
const live = new Engine(scriptOf, partOf, (state, why) => {
  if (state === 'starting') say(restarts ? 'Python has stopped and is being started again. What you wrote is kept.' : 'Python is starting. This takes a few seconds.', true);
  if (state === 'ready') say('');
  if (state === 'broken') {
    console.warn(why);
    restarts += 1;
    if (restarts <= 2) {
      soon(0);
    } else {
      say('Python does not start in this browser. What you wrote is kept; you can save it.', false);
      byId('restart').hidden = false;
    }
  }
});
const slow = new Engine(scriptOf, partOf);

function say(text, working = false) {
  byId('state').hidden = !text;
  byId('state-says').textContent = text;
  byId('starting').hidden = !working;
  byId('restart').hidden = true;
}

// --- What stands on the page, as texts -------------------------------------------------------------------------------

const steps = new Steps(byId('steps'), document.querySelector('.stepheads'), (kind) => {
  shown.example = '';
  if (kind === 'row') remember();
  soon();
});

function given() {
  const fields = Object.fromEntries(TEXTS.map((name) => [name, byId(name).value]));
  for (const name of LINES) fields[name] = lines(byId(name).value);
  if (fields.drug === OTHER) fields.drug = byId('other-drug').value;
  const ticked = [...document.querySelectorAll('#devices input:checked')].map((box) => box.value);
  return {
    ...fields,
    device: [...ticked, ...fields.device],
    without: shown.without,
    no_liquid: byId('no_liquid').checked,
    rows: steps.rows,
    title: shown.title,
    source: shown.source,
    formulary: baked.formulary,
    today: localDay(),
  };
}

const lines = (text) => text.split('\n').map((line) => line.trim()).filter(Boolean);
function localDay() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
}

function state() {
  return { given: given(), shown: { ...shown }, byTime: steps.byTime };
}

function remember() {
  history.push(state());
  byId('undo').disabled = !history.can(-1);
  byId('redo').disabled = !history.can(1);
}

async function put({ given: fields, shown: as, byTime }, isNew = false) {
  byId('answer').setAttribute('aria-busy', 'true');
  Object.assign(shown, as);
  fillDrugs(fields.region, fields.drug);
  for (const name of TEXTS) if (name !== 'drug' && fields[name] !== undefined) setValue(name, fields[name]);
  for (const name of ['tablet', 'liquid', 'have']) byId(name).value = (fields[name] ?? []).join('\n');
  const devices = fields.device ?? [];
  const boxes = [...document.querySelectorAll('#devices input')];
  for (const box of boxes) box.checked = devices.includes(box.value);
  byId('device').value = devices.filter((name) => !boxes.some((box) => box.value === name)).join('\n');
  byId('no_liquid').checked = Boolean(fields.no_liquid);
  byId('by-time').checked = byTime;
  await steps.show(fields.rows, byTime);
  if (isNew) before = []; // another plan is no change of this one
  mark();
  soon(0);
}

const wishes = () => ({ large_print: byId('large_print').checked, draft: byId('draft').checked, language: byId('language').value });

function setValue(name, value) {
  const field = byId(name);
  field.value = value;
  if (field.tagName === 'SELECT' && field.value !== value) {
    field.append(element('option', { value }, value));
    field.value = value;
  }
}

function back(by) {
  const old = history.move(by);
  if (old) put(old);
  byId('undo').disabled = !history.can(-1);
  byId('redo').disabled = !history.can(1);
}

// --- The answer ------------------------------------------------------------------------------------------------------

function soon(wait = SOON) {
  wanted += 1;
  clearTimeout(timer);
  byId('answer').setAttribute('aria-busy', 'true');
  byId('more').classList.add('stale');
  byId('what-if').classList.add('stale');
  timer = setTimeout(answer, wait);
}

let asking = false;
let again = false;
async function answer() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  mark();
  const mine = wanted;
  const asked = given();
  try {
    const said = await live.ask('answer', { ...asked, before, narrow: narrow.matches });
    if (mine === wanted) await show(said, asked, mine);
  } catch (error) {
    if (!error.stopped) say(`The answer failed: ${error.message}`);
  } finally {
    asking = false;
    if (again) {
      again = false;
      answer();
    }
  }
}

// Part by part, so that the browser is never held up for long.
async function fill(area, parts) {
  const [first, ...rest] = parts;
  area.innerHTML = first;
  for (const html of rest) {
    await nextFrame();
    const within = html.startsWith('<div role="rowgroup"') ? area.querySelector('.doses') : area;
    within.insertAdjacentHTML('beforeend', html);
  }
}

async function show(said, asked, mine) {
  const area = byId('answer');
  if (said.wrong) {
    wrongs(said.wrong);
    byId('verdict').textContent = said.wrong.length === 1 ? 'No answer yet: one thing has to be put right.' : `No answer yet: ${said.wrong.length} things have to be put right.`;
    area.classList.add('old');
    byId('brief').firstElementChild.textContent = byId('verdict').textContent;
    area.setAttribute('aria-busy', 'false');
    return;
  }
  wrongs([]);
  area.classList.remove('old');
  if (byId('verdict').textContent !== said.verdict) byId('verdict').textContent = said.verdict;
  area.dataset.practical = String(said.practical);
  byId('changed').replaceChildren(...said.changed.map((line) => element('li', {}, line)));
  await fill(byId('shown'), said.parts);
  if (mine !== wanted) return;
  byId('remarks').replaceChildren(...(said.remarks.length ? [element('h3', {}, 'How the schedule was read'), element('ul', {}, ...said.remarks.map((line) => element('li', {}, line)))] : []));
  byId('about-age').hidden = !said.old;
  byId('about-age').textContent = said.old;
  byId('brief').hidden = false;
  byId('brief').firstElementChild.textContent = said.brief;
  before = said.digest;
  area.setAttribute('aria-busy', 'false');
  tellExample();
  fillProducts(asked);
  if (reader()) later(more);
  if (byId('what').value) later(whatIf);
}

function wrongs(wrong) {
  const box = byId('wrong');
  for (const field of document.querySelectorAll('.field .error')) field.remove();
  for (const field of document.querySelectorAll('.field [aria-invalid]')) field.removeAttribute('aria-invalid');
  const cells = steps.mark(wrong);
  box.hidden = !wrong.length;
  box.replaceChildren();
  if (!wrong.length) return;
  box.append(
    element('h3', {}, wrong.length === 1 ? 'One thing has to be put right' : `${wrong.length} things have to be put right`),
    element('ul', {}, ...wrong.map((each, index) => element('li', {}, linkTo(cells[index] ?? tie(each, index), each.text)))),
  );
}

function linkTo(id, text) {
  if (!id) return text;
  const go = (event) => {
    event.preventDefault();
    const target = byId(id);
    for (let at = target.parentElement; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true;
    target.focus();
  };
  return element('a', { href: `#${id}`, onclick: go }, text);
}

const STANDS_IN = { without: 'way-products', use: 'way-products' };
function tie(each, index, add = true) {
  const field = byId(STANDS_IN[each.field] ?? each.field);
  if (!each.field || !field) return null;
  if (add && field.closest('.field')) {
    const id = `wrong-${index}`;
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', id);
    field.closest('.field').append(element('p', { class: 'error', id }, each.text));
  }
  return field.id;
}

function tellExample() {
  const note = byId('example-note');
  note.hidden = !shown.example;
  note.querySelector('span').replaceChildren(`${shown.title}. Change anything, or write your own.`, element('span', { class: 'hint' }, shown.source));
}

// --- For whom, and what if: by a second Python, so that a change is answered at once ------------------------------------

const reader = () => document.querySelector('[name="reader"]:checked')?.value ?? '';
const SAYS = { person: 'Drawing the sheet', prescriber: 'Comparing every set of products', pharmacist: 'Counting packs and bottles' };
const pending = new Map();
function later(what) {
  clearTimeout(pending.get(what));
  pending.set(what, setTimeout(what, 350));
}

let run = 0;
async function more() {
  const who = reader();
  const mine = (run += 1);
  byId('reader-options').hidden = who !== 'person';
  byId('more-says').textContent = `${SAYS[who]}…`;
  byId('more-state').hidden = false;
  const area = byId('more');
  area.setAttribute('aria-busy', 'true');
  try {
    const call = who === 'person' ? 'sheet' : who;
    const said = await slow.ask(call, { ...given(), ...wishes() });
    if (mine !== run) return;
    if (said.wrong) area.replaceChildren(...said.wrong.map((each) => element('p', { class: 'error' }, each.text)));
    else if (said.file) showSheet(area, said.file);
    else area.innerHTML = said.html;
    area.classList.remove('stale');
  } catch (error) {
    if (mine === run) area.replaceChildren(element('p', {}, error.stopped ? 'Stopped. Choose a reader again to start anew.' : `This failed: ${error.message}`));
  } finally {
    if (mine === run) {
      byId('more-state').hidden = true;
      area.setAttribute('aria-busy', 'false');
    }
  }
}

function showSheet(area, file) {
  const frame = element('iframe', { title: 'The sheet for the person who takes it', sandbox: 'allow-same-origin allow-modals', class: 'sheet', srcdoc: file });
  area.replaceChildren(frame);
}

async function whatIf() {
  const area = byId('what-if');
  const what = byId('what').value;
  byId('f-other').hidden = what !== 'region';
  if (!what) {
    area.replaceChildren();
    return;
  }
  area.setAttribute('aria-busy', 'true');
  try {
    const said = await slow.ask('what_if', { ...given(), what, other_region: byId('other_region').value });
    if (said.wrong) area.replaceChildren(...said.wrong.map((each) => element('p', { class: 'error' }, each.text)));
    else area.innerHTML = said.html;
    area.classList.remove('stale');
  } catch (error) {
    if (!error.stopped) area.replaceChildren(element('p', { class: 'error' }, error.message));
  }
  area.setAttribute('aria-busy', 'false');
}

// --- Country, drug, products, devices --------------------------------------------------------------------------------

const OTHER = '?';
function fillDrugs(region, chosen) {
  const country = baked.about.countries.find((each) => each.name === region) ?? baked.about.countries[0];
  const brands = country.drugs.flatMap((drug) => drug.brands.map((brand) => ({ value: brand, text: `${brand}: ${drug.name}` })));
  brands.sort((one, other) => one.text.localeCompare(other.text));
  options(byId('drug'), [
    { value: '', text: 'As the steps say' },
    { value: OTHER, text: 'Another drug, with own products' },
    { group: 'Drugs', entries: country.drugs.map(({ name }) => ({ value: name, text: capital(name) })) },
    ...(brands.length ? [{ group: 'Brands', entries: brands }] : []),
  ]);
  const own = chosen && chosen !== OTHER && ![...byId('drug').options].some((option) => option.value === chosen);
  if (own) byId('other-drug').value = chosen;
  if (chosen !== undefined) byId('drug').value = own ? OTHER : chosen;
  byId('f-other-drug').hidden = byId('drug').value !== OTHER;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

async function fillProducts(asked) {
  const key = JSON.stringify([asked.region, asked.drug, asked.rows.map((row) => row.drug ?? '').join()]);
  if (key === productsOf) return;
  productsOf = key;
  const said = await live.ask('products', asked).catch(() => ({ products: [] }));
  products = said.products ?? [];
  const ids = products.map((product) => product.id);
  shown.without = shown.without.filter((id) => ids.includes(id));
  const tick = (product) =>
    element(
      'label',
      { class: 'tick' },
      element('input', {
        type: 'checkbox',
        value: product.id,
        checked: !shown.without.includes(product.id),
        onchange: (event) => {
          shown.without = event.target.checked ? shown.without.filter((id) => id !== product.id) : [...shown.without, product.id];
          countProducts();
          remember();
          soon();
        },
      }),
      element('span', {}, element('b', {}, product.name), element('span', { class: 'hint' }, `${product.says}; ${product.evidence}${product.unseen ? `; not seen in a document: ${product.unseen}` : ''}`)),
    );
  const group = (name, kind) => {
    const found = products.filter((product) => product.kind === kind);
    return found.length ? element('fieldset', {}, element('legend', {}, name), element('div', { class: 'ticks' }, ...found.map(tick))) : null;
  };
  byId('products').replaceChildren(...[group('Tablets and capsules', 'tablet'), group('Liquids', 'liquid')].filter(Boolean));
  countProducts();
}

function countProducts() {
  byId('products-count').textContent = products.length ? `${products.length - shown.without.length} of ${products.length} ticked` : '';
  for (const box of document.querySelectorAll('#products input')) box.checked = !shown.without.includes(box.value);
}

function fillDevices() {
  byId('devices').replaceChildren(
    ...baked.about.devices.map(({ name, usual }) =>
      element('label', { class: 'tick' }, element('input', { type: 'checkbox', value: name }), element('span', {}, element('b', {}, name), usual ? element('span', { class: 'hint' }, 'usual') : null)),
    ),
  );
}

function setLimits() {
  for (const name of LIMITS) setValue(name, baked.about.limits[name]);
  for (const name of ['liquid_step', 'in_use_days', 'release']) byId(name).value = '';
  byId('no_liquid').checked = false;
}

// Which details differ from what they open with, for who leaves them closed.
function mark() {
  const own = lines(byId('tablet').value).length + lines(byId('liquid').value).length > 0;
  for (const group of document.querySelectorAll('#products fieldset')) group.disabled = own;
  const limits = LIMITS.filter((name) => byId(name).value !== baked.about.limits[name]).length + ['liquid_step', 'in_use_days', 'release'].filter((name) => byId(name).value).length + Number(byId('no_liquid').checked);
  const summary = byId('way-limits').querySelector('summary');
  summary.textContent = limits ? `Limits (${limits} changed)` : 'Limits';
  const devices = document.querySelectorAll('#devices input:checked').length + lines(byId('device').value).length;
  byId('devices-count').textContent = devices ? `${devices} named` : 'the usual ones';
}

// --- Examples, paste and open, rule -------------------------------------------------------------------------------------

async function takeExample(name) {
  const example = baked.examples.find((each) => each.name === name);
  Object.assign(shown, { title: example.title, source: example.source, example: name, without: [] });
  const fields = { ...given(), region: baked.region || example.region, drug: example.drug, start: '', on: '', hold: '', have: [], dose_unit: 'mg', rows: example.rows, tablet: [], liquid: [] };
  await put({ given: fields, shown: { ...shown }, byTime: example.times.length > 0 }, true);
  remember();
}

async function readIn(source, where) {
  where.replaceChildren();
  const said = await live.ask('read', { ...given(), ...source });
  if (said.wrong) {
    where.append(element('p', { class: 'error' }, 'Not read; what you gave is kept.'), element('ul', {}, ...said.wrong.map((each) => element('li', {}, each.text))));
    where.focus();
    return false;
  }
  const current = given();
  const fields = { ...current, ...(said.is_plan ? plain() : {}), ...said.choices, rows: said.rows, dose_unit: 'mg' };
  fields.start = said.choices.start ?? said.start ?? current.start;
  if (said.drug && !said.choices.drug) fields.drug = said.drug;
  const as = { title: said.title ?? source.name ?? '', source: said.source ?? '', example: '', without: said.choices.without ?? [] };
  await put({ given: fields, shown: as, byTime: said.times.length > 0 }, true);
  remember();
  const counted = `${said.steps} ${said.steps === 1 ? 'step' : 'steps'}`;
  where.append(element('p', {}, said.is_plan ? `The plan that was saved on ${said.saved} was opened: ${counted}. It was made with data of ${said.saved_data || 'no date'}; the data here are of ${baked.dated}.` : `${counted} were read; they stand in the table.`));
  where.append(...said.remarks.map((line) => element('p', { class: 'hint' }, line)));
  where.focus();
  return true;
}

// What a saved plan does not say is as it is unasked.
const plain = () => ({ ...baked.about.limits, device: [], tablet: [], liquid: [], have: [], on: '', hold: '', no_liquid: false, liquid_step: '', in_use_days: '', release: '' });

async function openFile(input, where) {
  const [file] = input.files;
  input.value = '';
  if (!file) return;
  if (file.size > 2_000_000) {
    where.replaceChildren(element('p', { class: 'error' }, `${file.name} is larger than 2 MB: open the schedule or the plan alone.`));
    return;
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 32768) binary += String.fromCharCode(...bytes.subarray(at, at + 32768));
  await readIn({ content: btoa(binary), name: file.name }, where);
}

async function writeByRule() {
  const where = byId('rule-said');
  where.replaceChildren();
  const fields = Object.fromEntries(RULE.map((name) => [name, byId(name).value]));
  const said = await live.ask('by_rule', { ...given(), ...fields });
  for (const error of document.querySelectorAll('#way-rule .field .error')) error.remove();
  if (said.wrong) {
    const named = said.wrong.map((each, index) => ({ each, id: tie({ ...each, field: each.field === 'share' ? 'cut' : each.field }, `rule-${index}`) }));
    where.replaceChildren(element('ul', { class: 'error' }, ...named.map(({ each, id }) => element('li', {}, linkTo(id, each.text)))));
    where.focus();
    return;
  }
  Object.assign(shown, { title: said.title, source: '', example: '' });
  await put({ given: { ...given(), rows: said.rows, dose_unit: 'mg' }, shown: { ...shown }, byTime: false }, true);
  remember();
  where.replaceChildren(element('p', {}, `${said.rows.length} steps were written; they stand in the table.`), element('ul', {}, ...said.remarks.map((line) => element('li', {}, line))));
  where.focus();
}

function showRule() {
  const rule = baked.about.rules.find((each) => each.name === byId('rule').value);
  byId('rule-says').replaceChildren(...(rule ? [rule.sentence, `How it is read here: ${rule.read_as}`, rule.caution, `Source: ${rule.source}`].filter(Boolean).map((line) => element('p', {}, line)) : []));
  byId('f-pace').hidden = !(rule?.paces.length > 1);
  byId('f-cut').hidden = Boolean(rule) && !rule.asks;
  byId('f-of').hidden = Boolean(rule);
  byId('f-half').hidden = !rule?.asks;
  options(byId('pace'), (rule?.paces ?? []).map(({ name, says }) => ({ value: name, text: says })));
  if (!rule?.asks && rule) byId('cut').value = '';
  if (rule) byId('every').value = ''; // a rule has its own
  byId('rule-said').replaceChildren();
  if (!rule?.asks) byId('half_point').value = '';
}

// --- Keep it ------------------------------------------------------------------------------------------------------------

async function save() {
  const said = await live.ask('save', given());
  if (said.wrong) return tellKept(said.wrong.map((each) => each.text).join(' '));
  keep(said.name, 'application/json', said.text);
  tellKept(`${said.name} was handed to the browser to be saved.`);
}

async function download() {
  tellKept('Writing…');
  const form = byId('form-of').value;
  const said = await slow.ask('download', { ...given(), ...wishes(), form });
  if (said.wrong) return tellKept(said.wrong.map((each) => each.text).join(' '));
  keep(said.name, said.type, bytesOf(said.content));
  tellKept(`${said.name} was handed to the browser to be saved.`);
}

async function print() {
  tellKept('Drawing the sheet…');
  const said = await slow.ask('sheet', { ...given(), ...wishes() });
  if (said.wrong) return tellKept(said.wrong.map((each) => each.text).join(' '));
  const frame = byId('sheet-to-print');
  frame.onload = () => {
    frame.contentWindow.focus();
    frame.contentWindow.print();
  };
  frame.srcdoc = said.file;
  tellKept('The sheet was handed to the printer.');
}

const tellKept = (text) => byId('kept').replaceChildren(text);
const told = (does) => () => Promise.resolve(does()).catch((error) => tellKept(`This failed: ${error.message}`));

// --- Begin --------------------------------------------------------------------------------------------------------------

function lacking() {
  const needs = { WebAssembly: globalThis.WebAssembly, Workers: globalThis.Worker, DecompressionStream: globalThis.DecompressionStream, BigInt: globalThis.BigInt };
  return Object.entries(needs).filter(([, there]) => !there).map(([name]) => name);
}

async function begin() {
  const lacks = lacking();
  if (lacks.length) {
    byId('missing').hidden = false;
    byId('missing').textContent = `This browser lacks what the page needs (${lacks.join(', ')}). Open it in Chrome or Edge 103, Firefox 113, Safari 16.4, or newer.`;
    say('');
    return;
  }
  const countries = baked.about.countries.map(({ name, title }) => ({ value: name, text: title }));
  options(byId('region'), countries, baked.region || baked.examples[0].region);
  options(byId('other_region'), countries);
  options(byId('examples'), [{ value: '', text: 'Choose a published schedule' }, ...baked.examples.map(({ name, title }) => ({ value: name, text: title }))]);
  options(byId('rule'), [{ value: '', text: 'None: a cut of your own' }, ...baked.about.rules.map(({ name, title }) => ({ value: name, text: title }))]);
  options(byId('what'), [{ value: '', text: 'Choose' }, ...baked.changes.map(([value, text]) => ({ value, text }))]);
  options(byId('language'), [{ value: '', text: 'That of the country' }, ...Object.entries(baked.about.languages).map(([value, text]) => ({ value, text }))]);
  options(byId('form-of'), baked.forms.map(([value, text]) => ({ value, text })));
  fillDevices();
  setLimits();
  listen();
  await nextFrame();
  await takeExample(baked.first);
  await nextFrame();
  live.start();
  if (document.querySelector('link[rel="manifest"]') && navigator.serviceWorker) navigator.serviceWorker.register('service-worker.js');
}

function listen() {
  const form = byId('form');
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', (event) => {
    if (event.target.closest('#steps, .way:not(#way-products, #way-devices, #way-limits, #way-follow)') || ['examples'].includes(event.target.id)) return;
    mark();
    soon();
  });
  form.addEventListener('change', (event) => {
    if (event.target.closest('#steps, .way:not(#way-products, #way-devices, #way-limits, #way-follow)') || ['examples', 'by-time', 'region'].includes(event.target.id)) return;
    remember();
  });
  byId('region').addEventListener('change', () => {
    fillDrugs(byId('region').value, given().drug);
    shown.without = [];
    remember();
    soon(0);
  });
  byId('drug').addEventListener('change', () => {
    byId('f-other-drug').hidden = byId('drug').value !== OTHER;
    shown.without = [];
  });
  byId('examples').addEventListener('change', (event) => event.target.value && takeExample(event.target.value));
  byId('by-time').addEventListener('change', (event) => {
    steps.show(steps.rows, event.target.checked);
    remember();
  });
  byId('add').addEventListener('click', () => steps.add());
  byId('undo').addEventListener('click', () => back(-1));
  byId('redo').addEventListener('click', () => back(1));
  byId('read').addEventListener('click', told(() => readIn({ text: byId('paste').value }, byId('read-said'))));
  byId('file').addEventListener('change', told(() => openFile(byId('file'), byId('read-said'))));
  byId('open').addEventListener('change', told(() => openFile(byId('open'), byId('kept'))));
  byId('rule').addEventListener('change', showRule);
  byId('write').addEventListener('click', told(writeByRule));
  byId('reset').addEventListener('click', () => {
    setLimits();
    mark();
    remember();
    soon(0);
  });
  byId('restart').addEventListener('click', () => {
    restarts = 0;
    soon(0);
  });
  for (const radio of document.querySelectorAll('[name="reader"]')) radio.addEventListener('change', more);
  for (const name of ['large_print', 'draft', 'language']) byId(name).addEventListener('change', () => reader() === 'person' && more());
  byId('cancel').addEventListener('click', () => {
    slow.stop('stopped');
    byId('more').focus();
  });
  byId('what').addEventListener('change', whatIf);
  byId('other_region').addEventListener('change', whatIf);
  byId('save').addEventListener('click', told(save));
  byId('download').addEventListener('click', told(download));
  byId('print').addEventListener('click', told(print));
  byId('more').addEventListener('click', (event) => {
    const use = event.target.closest('[data-use]');
    if (!use) return;
    const ids = use.dataset.use.split(' ');
    shown.without = products.map((product) => product.id).filter((id) => !ids.includes(id));
    countProducts();
    remember();
    soon(0);
    byId('verdict').scrollIntoView({ block: 'center' });
  });
  document.addEventListener('keydown', (event) => event.key === 'Escape' && steps.close());
  document.addEventListener('click', (event) => steps.close(event.target.closest('.menu')));
  narrow.addEventListener('change', () => soon());
}

// For tests, and for who wants to look behind the page: Python, and the texts that are handed to it.
globalThis.pillsplit = { ask: (call, more) => live.ask(call, more), given, break: () => live.broke(live.worker, 'broken on purpose') };
begin();
