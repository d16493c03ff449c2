// Bundles the development page.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { options } from "../build.mjs";

const here = dirname(fileURLToPath(import.meta.url));
await esbuild.build({
  ...options,
  minify: false,
  sourcemap: "inline",
  entryPoints: [join(here, "page.ts")],
  outdir: join(here, "out"),
});
