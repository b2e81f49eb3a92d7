// Bundles the calendar page: node build.mjs [folder]
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const out = process.argv[2] ?? `${here}../src/dj_google_calendar/static/dj_google_calendar/bundle`;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { page: "src/page.js" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  legalComments: "none",
});
// the grid's own words, a file for each language: only that of the reader is loaded
const locales = await readdir(`${here}node_modules/fullcalendar/locales`);
await build({
  absWorkingDir: here,
  entryPoints: Object.fromEntries(locales.map((code) => [code, `fullcalendar/locales/${code}`])),
  outdir: `${out}/locales`,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
});

// the texts of the licences go with what was bundled
const packages = ["fullcalendar", "@fullcalendar/core", "@full-ui/headless-calendar", "preact", "temporal-polyfill"];
const texts = [];
for (const name of packages) {
  const folder = `${here}node_modules/${name}`;
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  if (file) texts.push(`${name}\n\n${await readFile(`${folder}/${file}`, "utf8")}`);
}
await writeFile(`${out}/LICENSES.txt`, texts.join("\n\n----\n\n"));
