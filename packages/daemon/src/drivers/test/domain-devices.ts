// What a person at the machine would do: press keys, look at the screen.

import type { DomainDriver } from "../driver.js";
import type { DomainTable } from "./domain-table.js";
import { codeSetName, isKeyCode } from "./key-codes.js";
import { internal, onlyFlags } from "./refusals.js";
import { screenshot } from "./screenshot.js";

type Devices = Required<Pick<DomainDriver, "sendKey" | "injectNmi" | "screenshot">>;

export function domainDevices(table: DomainTable): Devices {
  return {
    sendKey(ref, { codeset, codes }, flags) {
      onlyFlags("testDomainSendKey", flags);
      table.findActive(ref);
      for (const code of codes) {
        if (!isKeyCode(codeset, code))
          throw internal(`invalid keycode ${code} of ${codeSetName(codeset)} codeset`);
      }
    },

    injectNmi(ref, flags) {
      onlyFlags("testDomainInjectNMI", flags);
      table.findActive(ref);
    },

    // Any screen of any domain, running or not, even of one that does not exist: as libvirt has it.
    screenshot(_ref, _screen, flags) {
      onlyFlags("testDomainScreenshot", flags);
      return { mime: "image/png", data: [screenshot()] };
    },
  };
}
