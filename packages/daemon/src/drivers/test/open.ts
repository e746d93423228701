// `test:///default` and `test:///path/to/file.xml`.

import type { Driver, MaybePromise } from "../driver.js";
import { defaultHypervisor } from "./default.js";
import { hypervisorFromFile } from "./from-file.js";
import type { TestHypervisor } from "./hypervisor.js";
import { invalidArgument } from "./refusals.js";

/** What `test:///default` shows, while somebody looks at it: with the last connection all changes are gone. */
let shared: TestHypervisor | undefined;

/** `path` is the path of the URI. Every connection to a file has a hypervisor of its own. */
export function openTest(uri: string, path: string, readonly: boolean): MaybePromise<Driver> {
  if (path === "" || path === "/") throw invalidArgument("testOpen: supply a path or use test:///default");
  if (path !== "/default")
    return hypervisorFromFile(path, { quote: !readonly }).then((hypervisor) => hypervisor.connect(uri));
  shared ??= defaultHypervisor(() => {
    shared = undefined;
  });
  return shared.connect(uri);
}
