// What a person at the machine would do: press keys, look at the screen, look into the memory.

import { DomainMemoryFlags } from "@virtgate/protocol/constants";
import type { DomainDriver } from "../driver.js";
import type { DomainTable } from "./domain-table.js";
import { codeSetName, isKeyCode } from "./key-codes.js";
import { internal, invalidArgument, onlyFlags } from "./refusals.js";
import { screenshot } from "./screenshot.js";

type Devices = Required<Pick<DomainDriver, "sendKey" | "injectNmi" | "screenshot" | "peekMemory">>;

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

    // Each byte is the lowest byte of its address.
    peekMemory(ref, start, bytes, flags) {
      const { virtual, physical } = DomainMemoryFlags;
      onlyFlags("testDomainMemoryPeek", flags, virtual | physical);
      if (flags !== virtual && flags !== physical) {
        throw invalidArgument("flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL");
      }
      table.findActive(ref);
      const first = Number(BigInt.asUintN(8, start));
      return Uint8Array.from({ length: bytes }, (_, at) => first + at);
    },
  };
}
