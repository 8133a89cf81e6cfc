// Makes static/build: one style sheet, one script, htmx, the fonts, and the fonts for print. Run by `npm run build`.
// Fonts are cut into two parts. The first holds what nearly every English page needs; a browser fetches the second
// only when a page has a letter from it (é, ł, ş …), so a first visit stays small.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import * as sass from "sass";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const built = join(here, "build");
const package_ = (name, file) => join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);

const ascii = Array.from({ length: 95 }, (_, i) => String.fromCodePoint(32 + i)).join("");
const everyday = `${ascii}\u00a0£½é©·×’‘“”–—…•−→←↑↓€`;
const latin1 = Array.from({ length: 95 }, (_, i) => String.fromCodePoint(161 + i)).join("");
const rest = [...`${latin1}ŒœˆŸ˚˜‚„†‡‹›™`].filter((letter) => !everyday.includes(letter)).join("");
const everyLetter = Array.from({ length: 0x2c80 - 32 }, (_, i) => String.fromCodePoint(32 + i)).join("");

const faces = [
  {
    name: "text",
    family: "Atkinson Hyperlegible Next",
    files: package_("@fontsource-variable/atkinson-hyperlegible-next", "files"),
    stem: "atkinson-hyperlegible-next",
    variant: "wght-normal",
    weight: "400 700",
    axes: { wght: { min: 400, max: 700 } },
  },
  {
    name: "display",
    family: "Young Serif",
    files: package_("@fontsource/young-serif", "files"),
    stem: "young-serif",
    variant: "400-normal",
    weight: "400 700", // one weight is drawn; saying so keeps browsers from thickening it themselves
  },
];
const extended =
  "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+0304,U+0308,U+0329,U+1D00-1DBF,U+1E00-1E9F," +
  "U+1EF2-1EFF,U+2020,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF";
const range = (letters) => [...letters].map((letter) => `U+${letter.codePointAt(0).toString(16)}`).join(",");

async function fonts() {
  mkdirSync(join(built, "fonts"), { recursive: true });
  const rules = [];
  for (const face of faces) {
    const source = (part) => readFileSync(join(face.files, `${face.stem}-${part}-${face.variant}.woff2`));
    const cut = (part, letters) => subsetFont(source(part), letters, { targetFormat: "woff2", variationAxes: face.axes });
    const parts = [
      ["everyday", await cut("latin", everyday), `U+20-7E,${range(everyday.slice(95))}`],
      ["latin", await cut("latin", rest), range(rest)],
      ["extended", source("latin-ext"), extended],
    ];
    for (const [part, bytes, unicodeRange] of parts) {
      const file = `fonts/${face.name}-${part}.woff2`;
      writeFileSync(join(built, file), bytes);
      rules.push(
        `@font-face{font-family:"${face.family}";font-weight:${face.weight};font-display:swap;` +
          `src:url("${file}") format("woff2");unicode-range:${unicodeRange}}`,
      );
    }
    cpSync(join(face.files, "..", "LICENSE"), join(built, "fonts", `${face.name}-LICENSE.txt`));
  }
  return rules.join("");
}

// For the printer (web/print/): both weights of the text face as plain TrueType, which PDF writers embed.
async function printFonts() {
  const folder = join(built, "fonts-print");
  mkdirSync(folder, { recursive: true });
  const face = faces[0];
  for (const [part, name] of [["latin", "latin"], ["latin-ext", "extended"]]) {
    const source = readFileSync(join(face.files, `${face.stem}-${part}-${face.variant}.woff2`));
    for (const [weight, wght] of [["regular", 400], ["bold", 700]]) {
      const cut = await subsetFont(source, everyLetter, { targetFormat: "truetype", variationAxes: { wght } });
      writeFileSync(join(folder, `${face.name}-${name}-${weight}.ttf`), cut);
    }
  }
  cpSync(join(face.files, "..", "LICENSE"), join(folder, `${face.name}-LICENSE.txt`));
}

// The server keeps a file for a year under a name that holds the first ten digits of its hash (web/assets.py). The
// sheet must ask for fonts and pictures by those names: else a browser fetches a preloaded font twice.
function named(css) {
  return css.replace(/url\("?([^")]+)"?\)/g, (whole, file) => {
    if (file.startsWith("data:")) return whole;
    const digest = createHash("sha256").update(readFileSync(join(built, file))).digest("hex").slice(0, 10);
    return `url(${file.replace(/\.(\w+)$/, `.${digest}.$1`)})`;
  });
}

async function styles(fontRules) {
  const { css } = sass.compile(join(here, "css", "app.scss"), {
    loadPaths: [join(root, "node_modules")],
    style: "compressed",
    quietDeps: true,
  });
  const result = await esbuild.transform(fontRules + css, { loader: "css", minify: true, target: ["safari15", "chrome109", "firefox102"] });
  writeFileSync(join(built, "app.css"), named(result.code));
}

async function scripts() {
  await esbuild.build({
    entryPoints: [join(here, "js", "app.js")],
    outfile: join(built, "app.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: ["safari15", "chrome109", "firefox102"],
    legalComments: "none",
  });
  cpSync(package_("htmx.org", "dist/htmx.min.js"), join(built, "htmx.min.js"));
}

// What is there stays until its replacement is made: a mistake in a sheet must not take the looks of the site away.
const fontRules = await fonts();
await Promise.all([styles(fontRules), scripts(), printFonts()]);

if (process.argv.includes("--watch")) {
  const again = (make) => () => make().catch((error) => console.error(error.message));
  watch(join(here, "css"), again(() => styles(fontRules)));
  watch(join(here, "js"), again(scripts));
}
