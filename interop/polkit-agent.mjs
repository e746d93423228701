// polkit-agent.mjs PID: an agent for that process whose user wants nothing of it. Says "ready" when polkit knows it, and
// "asked" for each time it was asked. Runs as the user of the process.
import { readFileSync } from "node:fs";
import * as dbus from "@jellybrick/dbus-next";

const pid = Number(process.argv[2]);
const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
const startTime = BigInt(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]);
const path = "/org/virtgate/agent";
const bus = dbus.systemBus();
bus.on("error", (thrown) => {
  throw thrown;
});
bus.addMethodHandler((message) => {
  if (message.member !== "BeginAuthentication") return false;
  process.stdout.write("asked\n");
  bus.send(dbus.Message.newError(message, "org.freedesktop.PolicyKit1.Error.Cancelled", "no, thank you"));
  return true;
});
const subject = {
  pid: new dbus.Variant("u", pid),
  "start-time": new dbus.Variant("t", startTime),
  uid: new dbus.Variant("i", process.getuid()),
};
await bus.call(
  new dbus.Message({
    destination: "org.freedesktop.PolicyKit1",
    path: "/org/freedesktop/PolicyKit1/Authority",
    interface: "org.freedesktop.PolicyKit1.Authority",
    member: "RegisterAuthenticationAgent",
    signature: "(sa{sv})ss",
    body: [["unix-process", subject], "C", path],
  }),
);
process.stdout.write("ready\n");
