import { expect, test } from "vitest";
import { connect } from "./connect.js";
import { fakeDriver } from "./testing/fake-server.js";

const ref = { name: "default", uuid: new Uint8Array(16) };

test.each([
  ["as it is", 1, { command: 3, section: 11 }],
  ["the other way round for old hosts", 0, { command: 11, section: 3 }],
])("an update goes out %s", async (_title, supported, expected) => {
  let got: object | undefined;
  const driver = fakeDriver({
    connectSupportsFeature: ({ feature }) => ({ supported: feature === 16 ? supported : 0 }),
    networkUpdate: (args) => {
      got = args;
      return {};
    },
  });
  const connection = await connect("fake:///x", { local: [driver], env: {} });
  await connection.networks.of(ref).update({ command: 3, section: 11, xml: "<txt/>" });
  expect(got).toMatchObject({ ...expected, parentIndex: -1, flags: 0 });
  await connection.close();
});
