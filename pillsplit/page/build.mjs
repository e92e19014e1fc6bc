// Bundles the scripts and compiles the Python of the page. `pillsplit page` calls it as
//   node build.mjs MODULES SITE WORK
// with the folder of npm's modules, the folder of the packages as they are installed, and a folder to write to.
import { readFile, writeFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [modules, site, work] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const required = createRequire(join(modules, 'pillsplit-page.js'));
const pyodideFolder = join(modules, 'pyodide');

await bundle();
await compile();

async function bundle() {
  const esbuild = required('esbuild');
  const { info } = JSON.parse(await readFile(join(pyodideFolder, 'pyodide-lock.json'), 'utf8'));
  const common = {
    bundle: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome115', 'firefox115', 'safari16.4'],
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'error',
    absWorkingDir: here,
    nodePaths: [modules],
  };
  await esbuild.build({
    ...common,
    entryPoints: ['web/worker.js'],
    outfile: join(work, 'worker.js'),
    external: ['node:*', 'ws'],
    // Nothing is ever loaded from there: the worker answers every request of Pyodide itself.
    define: { 'import.meta.url': '"https://page.invalid/"', LOCK_INFO: JSON.stringify(info) },
    supported: { 'dynamic-import': true },
  });
  await esbuild.build({ ...common, entryPoints: ['web/page.js'], outfile: join(work, 'page.js') });
  await esbuild.build({ ...common, entryPoints: ['web/service-worker.js'], outfile: join(work, 'service-worker.js') });
  await esbuild.build({ ...common, entryPoints: ['web/style.css'], outfile: join(work, 'style.css') });
}

async function compile() {
  const { loadPyodide } = await import(pathToFileURL(join(pyodideFolder, 'pyodide.mjs')).href);
  const pyodide = await loadPyodide({ indexURL: `${pyodideFolder}/` });
  pyodide.FS.mkdir('/site');
  await copied(site, '/site', pyodide);
  pyodide.FS.mkdir('/out');
  pyodide.FS.writeFile('/stdlib.zip', await readFile(join(pyodideFolder, 'python_stdlib.zip')));
  try {
    pyodide.runPython(`
import sys
sys.path.insert(0, "/site")
from pillsplit.page.warm_up import warm_up
warm_up()
from pillsplit.page.compiling import compile_all
compile_all("/stdlib.zip", "/out")
`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  for (const name of ['stdlib.zip', 'site.zip']) {
    await writeFile(join(work, name), pyodide.FS.readFile(`/out/${name}`));
  }
}

async function copied(from, to, pyodide) {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const source = join(from, entry.name);
    const target = `${to}/${entry.name}`;
    if (entry.isDirectory()) {
      pyodide.FS.mkdir(target);
      await copied(source, target, pyodide);
    } else {
      pyodide.FS.writeFile(target, await readFile(source));
    }
  }
}
