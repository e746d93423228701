// npm run bench: libvirtd, virtgated and a bare Node server, measured in one run on this machine.
//
//   npm run bench -- [--quick] [--json]
//   npm run bench -- --layers             what SASL's security layers cost, and nothing else
import { cpus, release } from "node:os";
import { parseArgs } from "node:util";
import { missing } from "../interop/peers.js";
import { fullPlan, measure, quickPlan } from "./measurements.js";
import { medians, verdicts } from "./report.js";
import { figures } from "./targets.js";

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    layers: { type: "boolean", default: false },
  },
});

if (options.layers) {
  await (await import("./sasl-layers.js")).reportLayers();
  process.exit(0);
}

const why = missing("root", "namespaces", "libvirtd", "virsh", "compiler", "virtgated", "virtgate");
if (why !== undefined) {
  process.stderr.write(`The bench cannot run here: ${why}\n`);
  process.exit(2);
}

const plan = options.quick ? quickPlan : fullPlan;
const results = await measure(plan, (line) => process.stderr.write(`${line}\n`));
const rows = figures(results);
if (options.json) {
  const samples = Object.fromEntries([...results].map(([name, of]) => [name, Object.fromEntries(of)]));
  process.stdout.write(`${JSON.stringify({ plan, samples, figures: rows }, null, 2)}\n`);
} else {
  process.stdout.write(
    `Node ${process.version}, Linux ${release()}, ${cpus().length} × ${cpus()[0]?.model}\n\n`,
  );
  process.stdout.write(`${medians(results)}\n\n${verdicts(rows)}\n`);
  if (options.quick) process.stdout.write("\nA quick run: good for seeing that it works, not for judging.\n");
}
process.exit(0);
