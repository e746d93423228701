// One process waits for events while another acts.

export interface EventRow {
  readonly listen: readonly string[];
  /** What another process does meanwhile; none for the refusals. */
  readonly act?: string;
}

const lifecycle = ["event", "--event", "lifecycle"];
// Twice as long as a busy machine takes for what happens meanwhile.
const all = ["event", "--all", "--loop", "--timeout", "2"];

export const events: EventRow[] = [
  { listen: lifecycle, act: "suspend test" },
  { listen: [...lifecycle, "--domain", "test"], act: "define web.xml; suspend test" },
  {
    listen: [...lifecycle, "--loop", "--timeout", "2"],
    act: "suspend test; resume test; destroy test; start test",
  },
  { listen: [...lifecycle, "--timestamp"], act: "suspend test" },
  { listen: all, act: "suspend test; resume test; reboot test; shutdown test; start test" },
  { listen: all, act: "define web.xml; start web; domrename test x; destroy web; undefine web" },
  { listen: all, act: "create web.xml; destroy web" },
  { listen: all, act: "managedsave test; start test; save test state.sav; restore state.sav" },
  { listen: [...all, "--timestamp"], act: "suspend test" },
  { listen: ["event", "--event", "reboot", "--timeout", "2"], act: "reboot test" },
  { listen: ["event", "--event", "lifecycle", "--timeout", "1"] },
  { listen: ["event", "--all", "--domain", "nosuch"] },
  { listen: ["event", "--event", "bogus"] },
  { listen: ["event", "--list"] },
  { listen: ["event"] },
  { listen: ["event", "--event", "lifecycle", "--all"] },
  { listen: ["event", "--event", "lifecycle", "--timeout", "0"] },
  { listen: ["event", "--event", "lifecycle", "--timeout", "x"] },
];

export const titleOfEvents = ({ listen, act }: EventRow): string =>
  `${listen.join(" ")}${act === undefined ? "" : ` while: ${act}`}`;
