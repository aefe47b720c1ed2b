// Prints "file:line:column: text" for each place where a script breaks PowerShell's grammar: node errors.mjs <folder of node_modules> <script>...
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, ...scripts] = process.argv.slice(2);
const modules = join(folder, "node_modules");
const { Parser, Language } = await import(pathToFileURL(join(modules, "web-tree-sitter", "web-tree-sitter.js")));
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(join(modules, "tree-sitter-powershell", "tree-sitter-powershell.wasm")));

function report(script, node) {
    if (node.isError || node.isMissing) {
        const { row, column } = node.startPosition;
        console.log(`${script}:${row + 1}:${column + 1}: ${node.isMissing ? `${node.type} is missing` : node.text.split("\n")[0]}`);
    } else if (node.hasError) {
        node.children.forEach(child => report(script, child));
    }
}

for (const script of scripts) {
    report(script, parser.parse(readFileSync(script, "utf8")).rootNode);
}
