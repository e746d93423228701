// Run by the build: lets the program list the domains of the test hypervisor, then keeps what V8 has compiled by then.

const { join } = require("node:path");

const { main, keepCompiled } = require(join(process.argv[2], "virtgate.js"));

const words = ["-c", "test:///default", "list --all; dominfo test"];
void main({ words, env: {}, write() {} })
  .catch(() => {})
  .then(() => {
    keepCompiled();
    process.exit();
  });
