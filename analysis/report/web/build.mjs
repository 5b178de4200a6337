// node build.mjs PACKAGES PAGE: bundles src/ with the packages installed in PACKAGES into one HTML file without
// numbers; {{language}}, {{title}} and {{model}} are for the program to fill in.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const [packages, page] = process.argv.slice(2).map((path) => resolve(path));
const source = join(dirname(fileURLToPath(import.meta.url)), "src");
const esbuild = createRequire(join(packages, "package.json"))("esbuild");

const bundled = async (entry) => {
  const made = await esbuild.build({
    entryPoints: [join(source, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    charset: "utf8",
    target: ["es2020"],
    nodePaths: [join(packages, "node_modules")],
    legalComments: "none",
    logLevel: "warning",
  });
  return made.outputFiles[0].text.trim();
};

const script = (await bundled("main.js")).replaceAll("</script", "<\\/script");
const style = await bundled("style.css");
// The page may run this script and no other, and may ask nobody for anything.
const hash = createHash("sha256").update(script, "utf8").digest("base64");
const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data:`;
const put = (text, mark, value) => text.split(mark).join(value);
let html = readFileSync(join(source, "page.html"), "utf8");
html = put(html, "{{policy}}", policy);
html = put(html, "{{style}}", style);
html = put(html, "{{script}}", script);
writeFileSync(page, html);
