// Run by the build: lets the program list the domains of the test hypervisor, then keeps what V8 has compiled by then.

const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const folder = join(__dirname, "../dist");
const { main, script } = require(join(folder, "virtgate.js"));

const words = ["-c", "test:///default", "list --all; dominfo test"];
void main({ words, env: {}, write() {} })
  .catch(() => {})
  .then(() => {
    const cache = join(folder, `program-${process.version}-${process.arch}.cache`);
    writeFileSync(cache, script.createCachedData());
    process.exit();
  });
