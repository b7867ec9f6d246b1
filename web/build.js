// Builds what the pages load into msc_graph/serve/static/, with the licences of all that is in it.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const target = process.argv[2] ?? fileURLToPath(new URL("../msc_graph/serve/static/", import.meta.url));

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["src/editor.js", "src/explorer.js"],
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
});

const told = async (name) => JSON.parse(await readFile(`${here}node_modules/${name}/package.json`, "utf8"));
const packages = Object.keys(metafile.inputs).flatMap(
  (path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? [],
);
const found = new Set();
while (packages.length) {
  const name = packages.pop();
  if (found.has(name)) continue;
  found.add(name);
  packages.push(...Object.keys((await told(name)).dependencies ?? {})); // some come with theirs inside
}
const licences = [...found].sort().map(async (name) => {
  const { version, license } = await told(name);
  const text = await readFile(`${here}node_modules/${name}/LICENSE`, "utf8");
  return `${name} ${version} (${license})\n\n${text.replaceAll("\r\n", "\n").trim()}\n`;
});
const rule = `\n${"-".repeat(78)}\n\n`;
await writeFile(`${target}/LICENSES.txt`, (await Promise.all(licences)).join(rule));
