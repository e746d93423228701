// Checks the import fence of the whole checkout: one step of npm run check.
import { checkImports } from "./import-fence.js";
import { checkout, declaredDependencies, packageSources } from "./sources.js";

const root = checkout();
const violations = checkImports(packageSources(root), declaredDependencies(root));
for (const { path, line, specifier, why } of violations) {
  process.stderr.write(`${path}:${line}: import of "${specifier}": ${why}\n`);
}
process.exitCode = violations.length === 0 ? 0 : 1;
