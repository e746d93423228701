import { test } from "vitest";
import { conformance } from "../conformance.js";
import { networkConformance } from "../network-conformance.js";
import { openDriver } from "../open.js";

const domainXml = (name: string, uuid: string) =>
  `<domain type='test'><name>${name}</name><uuid>${uuid}</uuid><memory>65536</memory><os><type>hvm</type></os></domain>`;

test.for([...conformance, ...networkConformance])("$name", async ({ run }) => {
  const driver = await openDriver("test:///default", false);
  try {
    await run({ driver, domainXml });
  } finally {
    driver.close();
  }
});
