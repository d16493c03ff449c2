// Builds one minified bundle a widget into i2v_widgets/static/, with the typefaces and a hash of what it was built from.
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "i2v_widgets", "static");
const widgets = ["picker", "conversation", "timeline", "player", "studio", "compare"];
const fontsource = ["inter", "noto-sans-sc", "noto-sans-arabic", "noto-sans-devanagari", "noto-emoji"];

/** Stylesheets become minified text: each widget adopts its own in its shadow root. */
const cssAsText = {
  name: "css-as-text",
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await esbuild.transform(await readFile(path, "utf8"), {
        loader: "css",
        minify: true,
        target: "es2022",
      });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).map((e) => join(e.parentPath ?? e.path, e.name));
}

/** SHA-256 over the names and bytes of everything that decides the bundles, tests aside; static/build.json keeps it. */
export async function sourceHash() {
  const sources = (await filesUnder(join(here, "src"))).filter((f) => !/\.test\.tsx?$/.test(f));
  const all = [...sources, ...["package.json", "package-lock.json", "build.mjs"].map((n) => join(here, n))];
  const named = all
    .map((f) => [relative(here, f).replaceAll("\\", "/"), f])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash("sha256");
  for (const [name, file] of named) {
    const bytes = await readFile(file);
    hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

function rangesOf(text) {
  return text.split(",").map((part) => {
    const [low, high] = part.trim().slice(2).split("-");
    return [Number.parseInt(low, 16), Number.parseInt(high ?? low, 16)];
  });
}

/** Copies each family's variable WOFF2 pieces, and writes which piece holds which characters. */
async function copyFonts() {
  const index = [];
  const fonts = join(out, "fonts");
  await rm(fonts, { recursive: true, force: true });
  for (const family of fontsource) {
    const from = join(here, "node_modules", "@fontsource-variable", family);
    const to = join(fonts, family);
    await mkdir(to, { recursive: true });
    await cp(join(from, "LICENSE"), join(to, "LICENSE"));
    const css = await readFile(join(from, "index.css"), "utf8");
    for (const [face] of css.matchAll(/@font-face\s*\{[^}]*\}/g)) {
      const name = face.match(/font-family:\s*'([^']+)'/)?.[1].replace(/ Variable$/, "");
      const file = face.match(/url\(\.\/files\/([^)]+)\)/)?.[1];
      const ranges = face.match(/unicode-range:\s*([^;]+);/)?.[1];
      if (!name || !file) throw new Error(`${family}/index.css: a font face without a name or a file`);
      await cp(join(from, "files", file), join(to, file));
      index.push({
        family: name,
        file: `${family}/${file}`,
        ranges: ranges ? rangesOf(ranges) : [[0, 0x10ffff]],
        axes: "wght",
      });
    }
  }
  await writeFile(join(fonts, "index.json"), `${JSON.stringify(index)}\n`);
}

async function entryPoints() {
  const found = {};
  for (const name of widgets) {
    const files = await readdir(join(here, "src", name)).catch(() => []);
    const index = files.find((f) => /^index\.tsx?$/.test(f));
    if (index) found[name] = join(here, "src", name, index);
  }
  return found;
}

export const options = {
  outdir: out,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "utf8",
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  plugins: [cssAsText],
  logLevel: "warning",
};

async function main() {
  await mkdir(out, { recursive: true });
  const entries = await entryPoints();
  await copyFonts();
  if (process.argv.includes("--watch")) {
    const context = await esbuild.context({ ...options, entryPoints: entries, logLevel: "info" });
    await context.watch();
    return;
  }
  const { metafile } = await esbuild.build({ ...options, entryPoints: entries, metafile: true });
  await writeFile(join(out, "build.json"), `${JSON.stringify({ source: await sourceHash() })}\n`);
  for (const [file, { bytes }] of Object.entries(metafile.outputs)) {
    console.log(`${file.split("/").at(-1).padEnd(18)} ${(bytes / 1000).toFixed(1).padStart(6)} kB`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
