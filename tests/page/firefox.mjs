// Drives Firefox over WebDriver BiDi. In: {firefox, modules, preferences, width, actions} on standard input.
// Out: one entry for each action, and last what the page complained about and asked for.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const puppeteer = createRequire(join(asked.modules, 'tests.js'))('puppeteer-core');
const browser = await puppeteer.launch({
  browser: 'firefox',
  protocol: 'webDriverBiDi',
  executablePath: asked.firefox,
  headless: true,
  extraPrefsFirefox: asked.preferences,
});
try {
  const page = await browser.newPage();
  await page.setViewport({ width: asked.width, height: 900 });
  const complaints = [];
  const requests = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error.message ?? error)));
  page.on('request', (request) => requests.push(request.url()));
  const said = [];
  let began = Date.now();
  for (const action of asked.actions) {
    if (action.goto) {
      began = Date.now();
      await page.goto(action.goto, { waitUntil: 'domcontentloaded' });
      said.push({ at: Date.now() - began });
    } else if (action.wait) {
      await page.waitForSelector(action.wait, { timeout: 60_000, ...(action.options ?? {}) });
      said.push({ at: Date.now() - began });
    } else if (action.eval) {
      const code = /^(async )?(\w+|\([^)]*\)) =>/.test(action.eval.trim()) ? `(${action.eval})(${JSON.stringify(action.with ?? null)})` : action.eval;
      said.push({ value: await page.evaluate(code) });
    } else if (action.press) {
      await page.keyboard.press(action.press);
      said.push({});
    } else if (action.type) {
      await page.keyboard.type(action.type);
      said.push({});
    } else if (action.pause) {
      await new Promise((done) => setTimeout(done, action.pause));
      said.push({});
    } else if (action.shot) {
      await page.screenshot({ path: action.shot, fullPage: Boolean(action.full) });
      said.push({});
    } else {
      throw new Error(`no action: ${JSON.stringify(action)}`);
    }
  }
  said.push({ complaints, requests });
  process.stdout.write(JSON.stringify(said));
} finally {
  await browser.close();
}
