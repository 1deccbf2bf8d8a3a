// Copies what the pages take from npm into static/vendor/. No build step: files are served as published.
// Usage: node bin/statiques.mjs   (Node 18 or later, after `npm ci --ignore-scripts`)
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const racine = join(dirname(fileURLToPath(import.meta.url)), "..");
const copies = [
  ["node_modules/bootstrap/dist/css/bootstrap.min.css", "static/vendor/bootstrap/bootstrap.min.css"],
];

for (const [source, cible] of copies) {
  let texte;
  try {
    texte = await readFile(join(racine, source), "utf8");
  } catch {
    console.error(`${source} is missing: run "npm ci --ignore-scripts" first.`);
    process.exit(1);
  }
  // The source map is not served, and the manifest storage refuses a reference to a missing file.
  texte = texte.replace(/\n?\/\*# sourceMappingURL=.*?\*\/\s*$/, "\n");
  const destination = join(racine, cible);
  await mkdir(dirname(destination), { recursive: true });
  if ((await readFile(destination, "utf8").catch(() => "")) !== texte) await writeFile(destination, texte);
  console.log(cible);
}
